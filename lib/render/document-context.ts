import { notChecked } from "#lib/core/format/not-checked";
import type { Plan } from "#lib/core/format/plan-format";
import type { Snapshot } from "#lib/core/network/snapshot";
import { type Names, namesIn } from "#lib/core/run/names";
import { outcomeOf, outcomeSentence } from "./words/outcome";

/** What documents for people say beyond the plan. Untrusted. */
export type DocumentContext = {
  /** What could not be read (`notChecked`). */
  notChecked: readonly string[];
  /** Names by id. */
  names: Names;
  /** Who gains and who loses, in a sentence; empty where it is not known. */
  outcome: string;
  /** null: not known. */
  accountId: string | null;
};

export const NO_CONTEXT: DocumentContext = { notChecked: [], names: {}, outcome: "", accountId: null };

/** The context of a plan, from the snapshot it was planned over. */
export function documentContext(snapshot: Snapshot, plan: Plan): DocumentContext & { accountId: string } {
  return {
    notChecked: notChecked(snapshot),
    names: namesIn(plan, snapshot),
    outcome: outcomeSentence(snapshot, outcomeOf(snapshot, plan)),
    accountId: snapshot.accountId,
  };
}
