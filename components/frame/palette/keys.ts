/** What a key does on every page. Keys alone are for those who are not typing; with ⌘ or Ctrl they always hold. */

export type Shortcut = "palette" | "help" | "filter" | "previous" | "next" | "home" | "runs";

/** What each shortcut is called, and its keys, for the list of them. */
export const SHORTCUTS: readonly { shortcut: Shortcut; keys: readonly string[]; words: string }[] = [
  {
    shortcut: "palette",
    keys: ["⌘ K", "Ctrl K"],
    words: "Search: VPCs, groups, subnets, services, runs, pages, actions",
  },
  { shortcut: "filter", keys: ["/"], words: "Filter the list in view" },
  { shortcut: "previous", keys: ["["], words: "Previous step of a setup" },
  { shortcut: "next", keys: ["]"], words: "Next step of a setup" },
  { shortcut: "home", keys: ["g h"], words: "Go to the home page" },
  { shortcut: "runs", keys: ["g r"], words: "Go to the runs" },
  { shortcut: "help", keys: ["?"], words: "This list" },
];

const ALONE: Readonly<Record<string, Shortcut>> = { "?": "help", "/": "filter", "[": "previous", "]": "next" };
const AFTER_G: Readonly<Record<string, Shortcut>> = { h: "home", r: "runs" };

export type Pressed = { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean };

/**
 * The shortcut that a key completes, or "g" where it begins one; null: none. `afterG`: the key before was g. `typing`: it goes into a
 * field. Brackets need AltGr on some keyboards, which browsers report as Ctrl and Alt.
 */
export function shortcutOf(
  { key, ctrlKey, metaKey, altKey }: Pressed,
  { typing, afterG }: { typing: boolean; afterG: boolean },
): Shortcut | "g" | null {
  if ((ctrlKey || metaKey) && !altKey) return key.toLowerCase() === "k" ? "palette" : null;
  if (typing || metaKey || (altKey && !ctrlKey)) return null;
  const own = (table: Readonly<Record<string, Shortcut>>) => (Object.hasOwn(table, key) ? (table[key] ?? null) : null);
  if (afterG) return own(AFTER_G) ?? own(ALONE);
  return key === "g" ? "g" : own(ALONE);
}

/** Where keys are text, or choose in a list by its first letters. */
const TYPES =
  'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]:not([contenteditable="false"]), [role="textbox"], [role="combobox"], [role="menu"], [role="listbox"], [role="dialog"], [role="alertdialog"]';

export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(TYPES) !== null;
