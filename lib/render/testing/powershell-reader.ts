/** Runs the part of PowerShell that the renderer writes around its fixed functions. Throws on anything else. */
import type { Json } from "#lib/core/format/plan-format";

type Token = { kind: "string" | "variable" | "word" | "mark" | "line"; text: string };
type Value = string | Value[] | { [key: string]: Value };
type Call = { operation: string; input: { [key: string]: Json } };

/** What a script did: requests in order, lines on standard error, and the exit code. */
export type PowershellOutcome = { calls: Call[]; said: string[]; code: number };

const FORMS: readonly (readonly [Token["kind"] | null, RegExp])[] = [
  [null, /#[^\n]*| +/],
  ["line", /\n()/],
  ["string", /'((?:[^']|'')*)'/],
  // The one form of an expandable string: two spaces and a variable.
  ["variable", /" {2}\$([a-z_]\w*)"/],
  ["variable", /\$([a-z_]\w*)/],
  ["word", /(-?[A-Za-z0-9][\w-]*)/],
  ["mark", /(@\(|@\{|\[ordered\]|[(){},+=])/],
];

/** Comments that are more than comments: about_Requires, and the block of about_Signing, which ends a script. */
const isDirective = (comment: string): boolean =>
  /^#requires/i.test(comment) || /^#sig#begin/i.test(comment.replace(/\s/g, ""));

/** Tokens of text in ASCII (about_Parsing, about_Quoting_Rules). */
function tokensOf(source: string): Token[] {
  if (/[^\x20-\x7e\n]/.test(source)) throw new Error("not ASCII");
  const tokens: Token[] = [];
  for (let at = 0; at < source.length; ) {
    const rest = source.slice(at, at + 100_000);
    const found = FORMS.flatMap(([kind, form]) => {
      const taken = new RegExp(`^(?:${form.source})`).exec(rest);
      return taken ? [{ kind, all: taken[0], text: taken[1] ?? "" }] : [];
    })[0];
    if (!found || isDirective(found.all)) throw new Error(`not read: ${JSON.stringify(rest.slice(0, 60))}`);
    if (found.kind) tokens.push({ kind: found.kind, text: found.text.replaceAll("''", "'") });
    at += found.all.length;
  }
  return tokens;
}

/**
 * Runs a script in an account where nothing exists yet and every request succeeds. `fixed`: parts of the script that are the same
 * whatever the plan holds, which are not read.
 */
export function runPowershell(script: string, fixed: readonly string[]): PowershellOutcome {
  const source = fixed.reduce((text, part) => {
    if (text.split(part).length !== 2) throw new Error(`not there once: ${part.slice(0, 60)}`);
    return text.replace(part, () => "");
  }, script);
  const tokens = tokensOf(source);
  const variables = new Map<string, Value>();
  const outcome: PowershellOutcome = { calls: [], said: [], code: 0 };
  let at = 0;
  let ended = false;

  const is = (kind: Token["kind"], text?: string) =>
    tokens[at]?.kind === kind && (text === undefined || tokens[at]?.text === text);
  const take = (kind: Token["kind"], text?: string): string => {
    if (!is(kind, text)) throw new Error(`expected ${text ?? kind}, found ${JSON.stringify(tokens.slice(at, at + 3))}`);
    at += 1;
    return tokens[at - 1]?.text ?? "";
  };
  const text = (value: Value | undefined): string => {
    if (typeof value !== "string") throw new Error(`not a text: ${JSON.stringify(value)}`);
    return value;
  };

  function request(operation: string, json: string): string {
    outcome.calls.push({ operation, input: JSON.parse(json) as Call["input"] });
    const created = outcome.calls.filter((call) => call.operation.startsWith("create-")).length;
    return operation.startsWith("create-") ? `${operation === "create-security-group" ? "sg" : "vpce"}-${created}` : "";
  }

  const commands: Readonly<Record<string, (...args: Value[]) => Value>> = {
    "Write-Line": (line) => {
      outcome.said.push(text(line));
      return "";
    },
    "Find-Group": () => "",
    "Find-Endpoint": () => "",
    "Wait-Endpoint": (id) => text(id),
    "Invoke-Ec2": (operation, _, json) => {
      if (operation === "describe-vpcs") return "111122223333";
      return operation === "wait" ? "" : request(text(operation), text(json));
    },
    "Add-Rules": (operation, json) => `done${request(text(operation), text(json))}`,
    "Assert-Rules": () => "",
    "Add-Missing": (id, additions, rest) => {
      const members = JSON.parse(`{${text(rest)}}`) as object;
      return request(
        "modify-vpc-endpoint",
        JSON.stringify({ VpcEndpointId: id, ...(additions as object), ...members }),
      );
    },
  };

  function list(): Value[] {
    const items: Value[] = [];
    while (!is("mark", ")")) {
      items.push(operand());
      if (!is("mark", ")")) take("mark", ",");
    }
    take("mark", ")");
    return items;
  }

  function table(): Value {
    const members: { [key: string]: Value } = {};
    take("mark", "@{");
    take("line");
    while (!is("mark", "}")) {
      const name = take("word");
      take("mark", "=");
      take("mark", "@(");
      members[name] = list();
      take("line");
    }
    take("mark", "}");
    return members;
  }

  function operand(): Value {
    if (is("string")) return take("string");
    if (is("variable")) {
      const name = take("variable");
      const value = variables.get(name);
      if (value === undefined && !ended) throw new Error(`$${name} is not set`);
      return value ?? "";
    }
    if (is("mark", "@(")) {
      take("mark");
      return list();
    }
    if (is("mark", "(")) {
      take("mark");
      if (is("mark", "[ordered]")) take("mark");
      let value = is("mark", "@{") ? table() : operand();
      while (is("mark", "+")) {
        take("mark");
        value = text(value) + text(operand());
      }
      take("mark", ")");
      return value;
    }
    return take("word");
  }

  function command(): Value {
    const name = take("word");
    const run = commands[name];
    if (!run) throw new Error(`no command ${name}`);
    const args: Value[] = [];
    while (at < tokens.length && !is("line") && !is("mark", ")")) args.push(operand());
    return ended ? "" : run(...args);
  }

  function condition(): boolean {
    take("word", "if");
    take("mark", "(");
    take("word", "-not");
    const nested = is("mark", "(");
    if (nested) take("mark");
    const value = nested ? command() : operand();
    if (nested) take("mark", ")");
    take("mark", ")");
    return value === "";
  }

  function statement(): void {
    if (is("word", "exit")) {
      take("word");
      const code = Number(take("word"));
      if (!ended) outcome.code = code;
      ended = true;
    } else if (is("word", "if")) {
      const runs = condition();
      take("mark", "{");
      const before = ended;
      ended ||= !runs;
      while (!is("mark", "}")) statements();
      ended = before;
      take("mark", "}");
    } else if (is("variable")) {
      const name = take("variable");
      take("mark", "=");
      const value = command();
      if (name !== "null") variables.set(name, value);
    } else command();
  }

  function statements(): void {
    if (is("line")) take("line");
    else {
      statement();
      if (at < tokens.length) take("line");
    }
  }

  while (at < tokens.length) statements();
  return outcome;
}
