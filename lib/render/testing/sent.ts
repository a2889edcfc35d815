/** The calls to a fake AWS CLI, and those that a plan expects. */
import type { Json, Plan } from "#lib/core/format/plan-format";
import { requests, resolveReferences, scriptRunId } from "#lib/core/format/requests";
import { kebab } from "../cli/arguments";
import { PRODUCED } from "../pieces";

/** The calls that change something. */
export const sent = (calls: string[][]) => calls.filter(([, name]) => !/^(?:describe-|wait$)/.test(name ?? ""));

/** What the AWS CLI would make of a command's options, for an input like the expected one. */
function inputOf(args: string[], expected: { [key: string]: Json }): { [key: string]: Json } {
  const at = args.indexOf("--cli-input-json");
  const input = at < 0 ? {} : (JSON.parse(args[at + 1] ?? "") as { [key: string]: Json });
  for (const [field, like] of Object.entries(expected)) {
    const flag = `--${kebab(field)}`;
    const from = args.findIndex((arg) => arg === flag || arg === flag.replace("--", "--no-"));
    if (from < 0) continue;
    const to = args.findIndex((arg, index) => index > from && arg.startsWith("--"));
    const words = args.slice(from + 1, to < 0 ? undefined : to);
    const texts = Array.isArray(like) && like.length > 0 && like.every((item) => typeof item === "string");
    if (typeof like === "boolean") input[field] = args[from] === flag;
    else if (texts) input[field] = words;
    else input[field] = typeof like === "string" ? (words[0] ?? null) : (JSON.parse(words.join(" ")) as Json);
  }
  return input;
}

/** The plan's inputs with the ids that the program hands out, as operation and input. */
export function expected(plan: Plan) {
  const ids = new Map([["run.Id", scriptRunId(plan)]]);
  let count = 0;
  return requests(plan).map(({ id, operation, input }) => {
    const known = resolveReferences(
      input,
      ({ source, path }) => ids.get(`${source}.${path}`) ?? `\${${source}.${path}}`,
    );
    const produced = PRODUCED[operation];
    if (produced) {
      count += 1;
      ids.set(`${id}.${produced}`, `${operation === "CreateSecurityGroup" ? "sg" : "vpce"}-${count}`);
    }
    return { operation, input: known };
  });
}

/** The calls, read as the AWS CLI would. */
export const asSent = (calls: string[][], like: ReturnType<typeof expected>) =>
  sent(calls).map(([, name, ...args], at) => ({
    operation: like.find(({ operation }) => kebab(operation) === name)?.operation,
    input: inputOf(args, like[at]?.input ?? {}),
  }));
