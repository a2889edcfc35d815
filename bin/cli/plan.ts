import type { Plan } from "#lib/core/format/plan-format";
import { isBlocked } from "#lib/core/format/severity";
import type { Intent } from "#lib/core/intent/intent";
import { policyNotes } from "#lib/core/policy/notes";
import { type Format, render } from "#lib/render/format";
import { accepting, type Outcome, outcomeOf, planFor } from "./account";
import { EXIT, type ExitCode, UsageError } from "./exit";
import { readIntent } from "./intent-file";
import { report, write } from "./output";
import { withPermissions } from "./permissions";
import { readRun, withRuns } from "./runs/runs";
import { planSummary } from "./summary";

export type PlanOptions = {
  intent?: string;
  run?: string;
  snapshot?: string;
  format: Format;
  out?: string;
  accept: Intent["acceptedRisks"];
};

/**
 * `postern plan`: the plan in the format asked for, and a summary for people. Changes nothing, and needs no database but for the
 * intent of an earlier run.
 */
export async function planCommand(options: PlanOptions): Promise<ExitCode> {
  const intent = accepting(await intentOf(options), options.accept);
  const planned = await outcome(intent, options.snapshot);
  write(render(planned.plan, options.format, planned), options.out);
  const notes = await policyNotes(planned.plan.intent);
  report(planSummary(planned, notes));
  return exitOf(planned.plan);
}

/** From the account, with what dry runs say; or from a snapshot, of which nobody can be asked for permissions. */
async function outcome(intent: Intent, file: string | undefined): Promise<Outcome> {
  if (file === undefined) return withPermissions(await planFor(intent));
  const { readSnapshot } = await import("./snapshot/file");
  const { snapshot, where } = readSnapshot(file, intent);
  const planned = outcomeOf(snapshot, intent, where);
  return { ...planned, notChecked: [...planned.notChecked, "permissions (a snapshot cannot be asked for them)"] };
}

async function intentOf({ intent: file, run: id }: PlanOptions): Promise<Intent> {
  if ((file === undefined) === (id === undefined)) {
    throw new UsageError(["Name what is wanted: --intent FILE, or --run RUN for that of an earlier run."]);
  }
  if (file !== undefined) return readIntent(file);
  const run = await withRuns((client) => readRun(client, id ?? ""));
  return run.request.plan.intent;
}

/** Blocked by findings, else changes pending, else nothing to do. */
export function exitOf(plan: Plan): ExitCode {
  if (isBlocked(plan)) return EXIT.blocked;
  return plan.changes.length > 0 ? EXIT.pending : EXIT.done;
}
