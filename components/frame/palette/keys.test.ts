import { expect, it } from "vitest";
import { SHORTCUTS, shortcutOf } from "./keys";

const pressed = (key: string, held: Partial<Record<"ctrlKey" | "metaKey" | "altKey", boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
});
const calm = { typing: false, afterG: false };

it("opens the palette by ⌘K and Ctrl K, also while typing", () => {
  for (const held of [{ ctrlKey: true }, { metaKey: true }]) {
    for (const typing of [true, false]) {
      expect(shortcutOf(pressed("k", held), { typing, afterG: false })).toBe("palette");
      expect(shortcutOf(pressed("K", held), { typing, afterG: false })).toBe("palette");
    }
  }
  expect(shortcutOf(pressed("k"), calm)).toBeNull();
});

it.each(["?", "/", "[", "]", "g", "h", "r"])(
  "leaves %s to a field that is being typed in, and to the browser's own",
  (key) => {
    expect(shortcutOf(pressed(key), { typing: true, afterG: false })).toBeNull();
    expect(shortcutOf(pressed(key), { typing: true, afterG: true })).toBeNull();
    expect(shortcutOf(pressed(key, { ctrlKey: true }), calm)).toBeNull();
    expect(shortcutOf(pressed(key, { metaKey: true }), calm)).toBeNull();
    expect(shortcutOf(pressed(key, { altKey: true }), calm)).toBeNull();
  },
);

it("takes two keys for pages, and no more than two", () => {
  expect(shortcutOf(pressed("g"), calm)).toBe("g");
  expect(shortcutOf(pressed("h"), { ...calm, afterG: true })).toBe("home");
  expect(shortcutOf(pressed("r"), { ...calm, afterG: true })).toBe("runs");
  expect(shortcutOf(pressed("h"), calm)).toBeNull();
  expect(shortcutOf(pressed("g"), { ...calm, afterG: true })).toBeNull();
});

it("knows brackets that need AltGr", () => {
  expect(shortcutOf(pressed("[", { ctrlKey: true, altKey: true }), calm)).toBe("previous");
});

it("lists each shortcut once, with the keys that do it", () => {
  expect(new Set(SHORTCUTS.map(({ shortcut }) => shortcut)).size).toBe(SHORTCUTS.length);
  for (const { shortcut, keys } of SHORTCUTS) {
    for (const key of keys.filter((each) => !/K$/.test(each))) {
      const last = key.split(" ").at(-1) ?? "";
      expect(shortcutOf(pressed(last), { typing: false, afterG: key.startsWith("g ") })).toBe(shortcut);
    }
  }
});
