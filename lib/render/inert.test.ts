import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inertJson, isVisible, visible } from "./inert";

describe("foreign text", () => {
  it("shows line breaks, escape sequences, bidirectional and zero-width characters instead of obeying them", () => {
    expect(visible("a\nb\tc\u001b[31m")).toBe("a\\nb\\tc\\u001b[31m");
    expect(visible("invoice\u202Efdp.exe")).toBe("invoice\\u202efdp.exe");
    expect(visible("zero\u200Bwidth \u{E0041} \uD800")).toBe("zero\\u200bwidth \\u{e0041} \\ud800");
  });

  it("leaves letters of all scripts alone", () => {
    const names = "Überwachung 監視 мониторинг 🚪";
    expect(visible(names)).toBe(names);
    expect(isVisible(names)).toBe(true);
  });

  it("is the same value as JSON, with nothing unseen in it but the line breaks between members", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { maxLength: 5 }), (value) => {
        const json = inertJson(value, 2);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(isVisible(json.replaceAll("\n", ""))).toBe(true);
      }),
    );
  });
});
