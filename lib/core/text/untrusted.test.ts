import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapedJson, isVisible, visible, visibleLines } from "./untrusted";

describe("untrusted text", () => {
  it("shows line breaks, escape sequences, bidirectional and zero-width characters instead of obeying them", () => {
    expect(visible("a\nb\tc\u001b[31m")).toBe("a\\nb\\tc\\u001b[31m");
    expect(visible("\u009b31m\u0085\u2028\u2029")).toBe("\\u009b31m\\u0085\\u2028\\u2029");
    expect(visible("invoice\u202Efdp.exe\u2066\u2069")).toBe("invoice\\u202efdp.exe\\u2066\\u2069");
    expect(visible("zero\u200Bwidth\uFEFF \u{E0041} \uD800")).toBe("zero\\u200bwidth\\ufeff \\u{e0041} \\ud800");
  });

  it("shows fillers, selectors and other characters that leave no mark", () => {
    expect(visible("a\u3164b\u115fc\u034fd\u2800e\u{e0100}f\ufe0fg\uffff")).toBe(
      "a\\u3164b\\u115fc\\u034fd\\u2800e\\u{e0100}f\\ufe0fg\\uffff",
    );
  });

  it("leaves letters of all scripts alone, and pictographs", () => {
    const names = "Überwachung 監視 мониторинг שלום عالم नेटवर्क 🚪 ❤️ 🏳️";
    expect(visible(names)).toBe(names);
    expect(isVisible(names)).toBe(true);
  });

  it("keeps the lines of a text of several", () => {
    expect(visibleLines("a\r\nb\u001b[2J\n")).toBe("a\\r\nb\\u001b[2J\n");
  });

  it("is the same value as JSON, with nothing unseen in it but the line breaks between members", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { maxLength: 5 }), (value) => {
        const json = escapedJson(value, 2);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(isVisible(json.replaceAll("\n", ""))).toBe(true);
      }),
    );
  });
});
