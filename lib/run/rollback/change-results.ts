import { setTimeout as sleep } from "node:timers/promises";
import type { AwsErrorKind, ReadGateway } from "#lib/aws/gateway";
import type { Change } from "#lib/core/format/plan-format";
import type { RunContext } from "#lib/run/step/context";
import { ownTags, TAGGED_RESOURCES } from "#lib/run/step/operations/own-tags";
import { readWithRetries } from "#lib/run/step/read-with-retries";
import type { Outcomes } from "#lib/run/step/schedule";
import type { JsonObject, StepEvent, StepOutcome } from "#lib/run/step/stored";

/** What became of a change. */
export type ChangeResult = {
  outcome: StepOutcome;
  /** By then (milliseconds since 1970) every read of EC2 shows it; before, that it is not found means nothing. */
  knownAt: number;
};

/**
 * What became of a run's changes, so that it can be rolled back: by their recorded results, and by the run's tags in the account,
 * since a response may have been lost, or a worker have died before it recorded one. Where that is so, EC2 is given the time that
 * it may need to show what it has created.
 */
export async function changeResults(
  of: string,
  changes: readonly Change[],
  recorded: Outcomes,
  events: ReadonlyMap<string, readonly StepEvent[]>,
  context: Pick<RunContext, "settings" | "onWait"> & { gateway: Pick<ReadGateway, "tagged"> },
): Promise<ReadonlyMap<string, ChangeResult>> {
  const { consistencyMs, pollMs } = context.settings;
  const results = changes.map(async ({ id, operation }): Promise<[string, ChangeResult][]> => {
    const own = events.get(id) ?? [];
    const end = recorded.get(id);
    const last = end && end.attempt > 0 ? end : unfinished(own);
    if (!last) return [];
    // Modifications carry no tags: where every call was refused, what exists now belongs to others.
    if (operation.startsWith("Modify") && refused(own).size >= last.attempt) return [];
    const outcome = operation === "ModifyVpcEndpoint" ? { ...last, input: sentInAll(last, own) } : last;
    const knownAt = Math.min(new Date(own.at(-1)?.at ?? 0).getTime(), Date.now()) + consistencyMs;
    const type = TAGGED_RESOURCES[operation];
    let tagged: string[] = [];
    while (type) {
      tagged = await readWithRetries(context, () => context.gateway.tagged(type, ownTags(of, id)));
      if (tagged.length > 0 || !inDoubt(outcome, own) || Date.now() >= knownAt) break;
      await sleep(pollMs);
    }
    const all = [...new Set([...outcome.created, ...tagged])];
    return [[id, { outcome: { ...outcome, created: all }, knownAt }]];
  });
  return new Map((await Promise.all(results)).flat());
}

/** What all attempts sent together: of one without a response EC2 may have shown half, and the next one sent the other half. */
function sentInAll({ input }: StepOutcome, events: readonly StepEvent[]): JsonObject | null {
  if (!input) return null;
  const all: JsonObject = { ...input };
  for (const [name, value] of events.flatMap((event) => Object.entries(event.input ?? {}))) {
    const before = all[name];
    all[name] = Array.isArray(value) && Array.isArray(before) ? [...new Set([...before, ...value])] : value;
  }
  return all;
}

/** Whether the change may have created more than its result shows. */
function inDoubt({ state, alreadyDone, attempt, created }: StepOutcome, events: readonly StepEvent[]): boolean {
  if (state === "done") return alreadyDone && created.length === 0;
  return refused(events).size < attempt;
}

/** After these a call may have had its effect anyway. */
const UNCLEAR: readonly string[] = ["unreachable", "unknown"] satisfies AwsErrorKind[];

/** Numbers of the calls to which EC2 said no, so that they had no effect. */
function refused(events: readonly StepEvent[]): Set<number> {
  return new Set(
    events.flatMap(({ failure, attempt }) => (failure && !UNCLEAR.includes(failure.kind) ? [attempt] : [])),
  );
}

/** A step that was started and never ended, from its stream. */
function unfinished(events: readonly StepEvent[]): StepOutcome | null {
  const attempt = Math.max(0, ...events.map((event) => event.attempt));
  if (attempt === 0) return null;
  return {
    state: "stopped",
    attempt,
    input: events.findLast((event) => event.input)?.input ?? null,
    output: {},
    created: [],
    before: events.find((event) => event.before)?.before ?? null,
    requestId: null,
    alreadyDone: false,
    note: null,
    error: null,
  };
}
