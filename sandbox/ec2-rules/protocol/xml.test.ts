import { describe, expect, it } from "vitest";
import { element, items, parseXml, text, writeXml } from "./xml";

describe("EC2's XML", () => {
  it("is read and written again without loss", () => {
    const document =
      '<?xml version="1.0" encoding="UTF-8"?>\n<A xmlns="http://ec2.amazonaws.com/"><b>1 &lt; 2 &amp; &quot;3&quot;</b><set><item/><item><c>é</c></item></set></A>';
    expect(writeXml(parseXml(document))).toBe(document);
  });

  it("understands character references and declarations", () => {
    const root = parseXml("<?xml version='1.0' encoding='utf-8'?>\n<A><b>&#65;&#x42;&apos;</b></A>");
    expect(text(root, "b")).toBe("AB'");
  });

  it("makes elements of fields and items of lists, and leaves undefined out", () => {
    const created = element("A", { set: ["x", { y: 1 }], flag: true, none: undefined });
    expect(writeXml(created)).toContain("<A><set><item>x</item><item><y>1</y></item></set><flag>true</flag></A>");
    expect(items(created, "set")).toHaveLength(2);
    expect(text(created, "no", "such", "path")).toBe("");
  });

  it.each(["", "no xml", "<a><b></a></b></c>", "<a>"])("refuses %j", (document) => {
    expect(() => parseXml(document)).toThrow();
  });
});
