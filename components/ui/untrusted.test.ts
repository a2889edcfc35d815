import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { Sentence, UntrustedText } from "./untrusted";

const untrusted = (text: string) => renderToStaticMarkup(createElement(UntrustedText, null, text));
const sentence = (text: string) => renderToStaticMarkup(createElement(Sentence, null, text));

describe("untrusted text on a page", () => {
  it("is isolated, and shows what could not be seen", () => {
    expect(untrusted("a\u202eb<i>")).toBe("<bdi>a\\u202eb&lt;i&gt;</bdi>");
    expect(untrusted("שלום")).toBe("<bdi>שלום</bdi>");
  });

  it("is isolated within a sentence, name by name", () => {
    expect(sentence("Let HTTPS out of שלום עולם-1 to عالم, 443")).toBe(
      "Let HTTPS out of <bdi>שלום עולם</bdi>-1 to <bdi>عالم</bdi>, 443",
    );
    expect(sentence("אב, גד")).toBe("<bdi>אב</bdi>, <bdi>גד</bdi>");
    expect(sentence("plain\u200b")).toBe("plain\\u200b");
  });
});
