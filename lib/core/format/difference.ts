import { canonicalJson } from "#lib/core/text/canonical";
import type { Change, Plan } from "./plan-format";

type Approved = Pick<Plan, "changes" | "basis">;

/** How a plan differs from the approved one, a sentence each: its changes, and what they rest on. Empty: it does not. */
export function planDifference(approved: Approved, now: Approved & Pick<Plan, "findings">): string[] {
  const lost = without(approved.basis, now.basis);
  return [
    ...difference(approved.changes, now.changes),
    ...without(now.basis, approved.basis).map((line) => `It was not so when it was approved: ${inWords(line, now)}`),
    // Without changes, what they would rest on is not reported.
    ...(now.changes.length > 0 ? lost.map((line) => `It is no longer so: ${line}.`) : []),
  ];
}

const without = (lines: readonly string[], others: readonly string[]): string[] =>
  lines.filter((line) => !others.includes(line));

function inWords(line: string, { findings }: Pick<Plan, "findings">): string {
  const summaries = findings.filter(({ code }) => line.startsWith(`${code}: `)).map(({ summary }) => summary);
  return summaries.length > 0 ? summaries.join(" ") : `${line}.`;
}

/** How the changes needed now differ from the approved ones, a sentence each. Empty: they do not. */
export function difference(approved: readonly Change[], now: readonly Change[]): string[] {
  const approvedById = new Map(approved.map((change) => [change.id, change]));
  const nowById = new Map(now.map((change) => [change.id, change]));
  const gone = approved.filter(({ id }) => !nowById.has(id));
  const added = now.filter(({ id }) => !approvedById.has(id));
  return [
    ...gone.map(({ id, operation }) => `${id} (${operation}) is no longer needed: the account has changed.`),
    ...added.map(({ id, operation, reason }) => `${id} (${operation}) would be added: ${reason}`),
    ...now.flatMap((change) => {
      const before = approvedById.get(change.id);
      return before ? inputDifference(before, change) : [];
    }),
  ];
}

function inputDifference(before: Change, now: Change): string[] {
  const members = [...new Set([...Object.keys(before.input), ...Object.keys(now.input)])];
  return members
    .filter((member) => canonicalJson(before.input[member]) !== canonicalJson(now.input[member]))
    .map((member) => {
      const [was, is] = [before.input[member], now.input[member]].map((value) =>
        value === undefined ? "nothing" : canonicalJson(value),
      );
      return `${now.id} (${now.operation}): ${member} would be ${is}, approved was ${was}.`;
    });
}
