/** What an address serves. */

/** Whether it is a page, to which links may lead; data, actions and files are not. */
export const isPage = (path: string): boolean => !/^\/(?:api|_next)(?:\/|$)/.test(path);

/** Whether it is shown to those who are not signed in: sign-in, and Postern's own assets. */
export const isOpen = (path: string): boolean =>
  /^\/(?:open|signed-out|auth\/(?:sign-in|callback)|icon\.svg|_next\/static\/.*)$/.test(path);
