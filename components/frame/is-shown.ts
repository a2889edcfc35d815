/** Whether an element takes part in the layout: not hidden by styles, nor in something that is. */
export const isShown = (element: Element): boolean => element.getClientRects().length > 0;
