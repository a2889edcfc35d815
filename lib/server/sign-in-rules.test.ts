import { describe, expect, it } from "vitest";
import { permissionsOf, personOf, signInRules } from "./sign-in-rules";

const LISTED = "skiiss@example.com";
const mayRead = (email: string): boolean => {
  const rules = signInRules({ groupsClaim: "groups", read: `email:${LISTED}`, plan: "", apply: "" });
  if (typeof rules === "string") throw new Error(rules);
  return permissionsOf(personOf({ sub: "1", email, email_verified: true }, {}, rules), rules).length > 0;
};

describe("addresses match", () => {
  it.each([LISTED, "SKIISS@EXAMPLE.COM", "SkIiSs@Example.com"])("whatever the case of ASCII letters: %s", (email) => {
    expect(mayRead(email)).toBe(true);
  });

  it.each([
    ["KELVIN SIGN", "s\u212aiiss@example.com"],
    ["LATIN SMALL LETTER LONG S", "\u017fkiiss@example.com"],
    ["LATIN CAPITAL LETTER I WITH DOT ABOVE", "sk\u0130iss@example.com"],
    ["LATIN SMALL LETTER DOTLESS I", "sk\u0131iss@example.com"],
    ["LATIN SMALL LETTER SHARP S", "skii\u00df@example.com"],
    ["FULLWIDTH LATIN SMALL LETTER K", "s\uff4biiss@example.com"],
    ["FULLWIDTH COMMERCIAL AT", "skiiss\uff20example.com"],
    ["IDEOGRAPHIC FULL STOP", "skiiss@example\u3002com"],
    ["SMALL ROMAN NUMERAL TWO", "sk\u2170\u2170ss@example.com"],
    ["CYRILLIC SMALL LETTER DZE", "\u0455kiiss@example.com"],
    ["COMBINING DOT ABOVE", "ski\u0307iss@example.com"],
    ["SOFT HYPHEN", "ski\u00adiss@example.com"],
    ["ZERO WIDTH SPACE", "skiiss@example.com\u200b"],
    ["NULL", "skiiss@example.com\0"],
    ["a space", "skiiss@example.com "],
  ])("but not by %s", (_, email) => {
    expect(mayRead(email)).toBe(false);
  });

  it("by no character at all that case mapping or compatibility makes a letter of ASCII", () => {
    const ascii = /^[a-z]+$/i;
    const alike = Array.from({ length: 0x110000 - 0x80 }, (_, index) => index + 0x80)
      .filter((code) => code < 0xd800 || code > 0xdfff)
      .map((code) => String.fromCodePoint(code))
      .filter((c) => [c.toLowerCase(), c.toUpperCase(), c.normalize("NFKC")].some((form) => ascii.test(form)));
    expect(alike.length).toBeGreaterThan(100);
    const rules = (who: string) => signInRules({ groupsClaim: "groups", read: `email:${who}`, plan: "", apply: "" });
    const matching = alike.filter((c) => {
      const forms = [c.toLowerCase(), c.toUpperCase(), c.normalize("NFKC")].filter((form) => ascii.test(form));
      return forms.some((form) => {
        const lists = rules(`${form}@example.com`);
        if (typeof lists === "string") throw new Error(lists);
        const person = personOf({ sub: "1", email: `${c}@example.com`, email_verified: true }, {}, lists);
        return permissionsOf(person, lists).length > 0;
      });
    });
    expect(matching).toEqual([]);
  });
});
