/** Reads the part of Terraform's language (HCL native syntax) that the renderer writes. Throws on anything else. */

/** A text, with `{ref}` where a template refers to something. */
export type Hcl = string | number | boolean | null | { ref: string } | Hcl[] | { [key: string]: Hcl };
export type HclBlock = { kind: string; labels: string[]; body: { [key: string]: Hcl | HclBlock[] } };

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

export function readHcl(source: string): HclBlock[] {
  let at = 0;
  const fail = (): never => {
    throw new Error(`not HCL: ${JSON.stringify(source.slice(at, at + 40))}`);
  };
  const take = (form: RegExp): RegExpExecArray | null => {
    const sticky = new RegExp(form.source, "suy");
    sticky.lastIndex = at;
    const found = sticky.exec(source);
    if (found) at = sticky.lastIndex;
    return found;
  };
  const must = (form: RegExp): string => take(form)?.[0] ?? fail();
  const gap = () => take(/(?:[ \n]|#[^\n]*\n)*/);

  function text(): Hcl {
    must(/"/);
    let read = "";
    while (!take(/"/)) {
      if (take(/\$\$\{/)) read += "${";
      else if (take(/%%\{/)) read += "%{";
      else if (take(/\$\{|%\{/)) throw new Error(`a template in ${JSON.stringify(source.slice(at - 20, at + 20))}`);
      else if (take(/\\/)) {
        const wide = take(/u([0-9a-f]{4})|U([0-9a-f]{8})/);
        if (wide) read += String.fromCodePoint(Number.parseInt(wide[1] ?? wide[2] ?? "", 16));
        else read += ESCAPES[must(/[nrt"\\]/)];
      } else read += must(/[^"\\\n\r]/);
    }
    return read;
  }

  function value(): Hcl {
    gap();
    if (source[at] === '"') return text();
    if (take(/\[/)) {
      const items: Hcl[] = [];
      for (gap(); !take(/\]/); gap()) {
        items.push(value());
        gap();
        if (!take(/,/) && source[at] !== "]") fail();
      }
      return items;
    }
    if (take(/\{/)) {
      const members: [string, Hcl][] = [];
      for (gap(); !take(/\}/); gap()) {
        const key = source[at] === '"' ? text() : must(/[a-z_]+/);
        must(/ *= /);
        members.push([String(key), value()]);
        must(/[^\S\n]*\n/);
      }
      return Object.fromEntries(members);
    }
    if (take(/jsonencode\(/)) {
      const inner = value();
      must(/\)/);
      return inner;
    }
    const number = take(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/);
    if (number) return Number(number[0]);
    const word = must(/[a-z_][\w.]*/);
    return word === "true" ? true : word === "false" ? false : word === "null" ? null : { ref: word };
  }

  function block(): HclBlock {
    const kind = must(/[a-z_]+/);
    const labels: string[] = [];
    for (let label = take(/ "(\w+)"/); label; label = take(/ "(\w+)"/)) labels.push(label[1] ?? "");
    must(/ \{\n/);
    const body: HclBlock["body"] = {};
    for (gap(); !take(/\}\n/); gap()) {
      const name = must(/[a-z][a-z0-9_]*/);
      if (take(/ *= /)) {
        body[name] = value();
        must(/\n/);
      } else {
        at -= name.length;
        const inner = block();
        body[inner.kind] = [inner];
      }
    }
    return { kind, labels, body };
  }

  const blocks: HclBlock[] = [];
  for (gap(); at < source.length; gap()) blocks.push(block());
  return blocks;
}
