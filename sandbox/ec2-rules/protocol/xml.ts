/** EC2's XML: elements and text. Read into a tree that rules can correct, and written again. */

export type Element = { name: string; attributes: string; children: Element[]; text: string };

/** What responses are built from: an object's fields become elements, a list's entries become `item` elements. */
export type Content = string | number | boolean | Content[] | { [name: string]: Content | undefined };

/** A character that no XML document can hold, not even as a reference (XML 1.0, Characters). */
export const NOT_IN_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const TOKEN = /<\?[^>]*\?>|<(\/?)([^\s>/]+)([^>]*?)(\/?)>|([^<]+)/g;

/** The tree of an XML document. Throws for anything that is not one. */
export function parseXml(document: string): Element {
  const root: Element = { name: "", attributes: "", children: [], text: "" };
  const open = [root];
  for (const [, closing, name, attributes, empty, text] of document.matchAll(TOKEN)) {
    const parent = open.at(-1);
    if (!parent) throw new Error("XML closes more elements than it opens");
    if (text !== undefined) parent.text += decoded(text);
    else if (closing) open.pop();
    else if (name) {
      const element = { name, attributes: attributes ?? "", children: [], text: "" };
      parent.children.push(element);
      if (!empty) open.push(element);
    }
  }
  const [first] = root.children;
  if (!first || open.length !== 1) throw new Error("Not an XML document");
  return first;
}

/** The document of a tree. */
export function writeXml(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${write(root)}`;
}

function write({ name, attributes, children, text }: Element): string {
  const inner = children.length > 0 ? children.map(write).join("") : encoded(text);
  return inner === "" ? `<${name}${attributes}/>` : `<${name}${attributes}>${inner}</${name}>`;
}

/** An element with this content; fields that are undefined are left out. */
export function element(name: string, content: Content, attributes = ""): Element {
  const created: Element = { name, attributes, children: [], text: "" };
  if (Array.isArray(content)) created.children = content.map((entry) => element("item", entry));
  else if (typeof content === "object") {
    created.children = Object.entries(content).flatMap(([key, value]) =>
      value === undefined ? [] : [element(key, value)],
    );
  } else created.text = String(content);
  return created;
}

/** The first child with this name. */
export function child(parent: Element | undefined, name: string): Element | undefined {
  return parent?.children.find((candidate) => candidate.name === name);
}

/** Text at a path of names; "" where nothing is. */
export function text(parent: Element | undefined, ...path: string[]): string {
  const found = path.reduce<Element | undefined>((at, name) => child(at, name), parent);
  return found?.text ?? "";
}

/** The `item` elements of a set. */
export function items(parent: Element | undefined, set: string): Element[] {
  return child(parent, set)?.children.filter((entry) => entry.name === "item") ?? [];
}

/** Replaces the child of the same name, or appends it. */
export function setChild(parent: Element, created: Element): void {
  const at = parent.children.findIndex((candidate) => candidate.name === created.name);
  if (at === -1) parent.children.push(created);
  else parent.children[at] = created;
}

/** Text for a document; what it cannot hold becomes a replacement character. */
function encoded(value: string): string {
  const text = value.replace(new RegExp(NOT_IN_XML, "gu"), "\ufffd");
  return text.replace(/[&<>"]/g, (sign) => `&${Object.keys(ENTITIES).find((name) => ENTITIES[name] === sign)};`);
}

function decoded(value: string): string {
  return value.replace(/&(#x?[0-9a-fA-F]+|\w+);/g, (whole, name: string) => {
    if (!name.startsWith("#")) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(name[1] === "x" ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1)));
  });
}
