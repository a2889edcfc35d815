import type { Change, Json } from "#lib/core/format/plan-format";
import { escapedJson, isVisible } from "#lib/core/text/untrusted";
import { type Names, type Piece, piecesOf } from "../pieces";
import { wordOf } from "./words";

/** `CreateVpcEndpoint` → `create-vpc-endpoint`, `SubnetIds` → `subnet-ids`: how the AWS CLI writes EC2's names. */
export function kebab(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();
}

/**
 * Text that the AWS CLI takes as it is: it reads a leading dash as an option and these schemes as "fetch the value from
 * there" (AWS CLI user guide, loading a parameter from a file; version 1 also fetches URLs).
 */
const asItIs = (text: string): boolean => !/^(?:-|file:\/\/|fileb:\/\/|https?:\/\/)/.test(text) && isVisible(text);

const isText = (value: Json): value is string => typeof value === "string";

/** One field as the words behind its flag; null when the CLI would misinterpret it. */
function wordsFor(value: Json, names: Names): Piece[][] | null {
  if (isText(value)) return asItIs(value) ? [piecesOf(value, names)] : null;
  if (Array.isArray(value) && value.length > 0 && value.every(isText)) {
    return value.every(asItIs) ? value.map((item) => piecesOf(item, names)) : null;
  }
  return [piecesOf(escapedJson(value), names)];
}

/**
 * A request's input as options of its `aws ec2` command, one per line to be. Text and lists of text become words, booleans
 * `--name` or `--no-name`, everything else JSON. Text that the CLI would not take literally goes into `--cli-input-json`,
 * which it merges with the options.
 */
export function optionsOf(request: Change, names: Names): string[] {
  const options: string[] = [];
  const rest: { [key: string]: Json } = {};
  for (const [field, value] of Object.entries(request.input)) {
    if (typeof value === "boolean") {
      options.push(`--${value ? "" : "no-"}${kebab(field)}`);
      continue;
    }
    const words = wordsFor(value, names);
    if (words) options.push([`--${kebab(field)}`, ...words.map(wordOf)].join(" "));
    else rest[field] = value;
  }
  if (Object.keys(rest).length > 0) options.push(`--cli-input-json ${wordOf(piecesOf(escapedJson(rest), names))}`);
  return options;
}
