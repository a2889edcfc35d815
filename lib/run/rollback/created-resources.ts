import { setTimeout as sleep } from "node:timers/promises";
import type { AwsErrorKind, TaggedResource } from "#lib/aws/gateway";
import type { Operation } from "#lib/core/format/plan-format";
import type { Request } from "#lib/core/format/requests";
import { type RunContext, reading } from "#lib/run/step/context";
import { ownTags } from "#lib/run/step/operations/own-tags";
import type { Outcomes } from "#lib/run/step/schedule";
import type { Members, StepEvent, StepOutcome } from "#lib/run/step/stored";

/** What calls leave behind that carries their run's tags. */
export const MAKES: Partial<Record<Operation, TaggedResource>> = {
  CreateSecurityGroup: "security-group",
  AuthorizeSecurityGroupEgress: "security-group-rule",
  AuthorizeSecurityGroupIngress: "security-group-rule",
  CreateVpcEndpoint: "vpc-endpoint",
};

/** What became of a change. */
export type Made = {
  outcome: StepOutcome;
  /** By then (milliseconds since 1970) EC2 knows it, wherever one asks; before, that it is not found means nothing. */
  knownAt: number;
};

/**
 * What became of a run's changes, so that it can be taken back: what their results tell, and what carries the run's tags in the
 * account; for an answer may have been lost, a worker have died before it recorded one. Where that is so, EC2 is given the time
 * that it may need until it knows what it has made.
 */
export async function whatWasMade(
  of: string,
  changes: readonly Request[],
  recorded: Outcomes,
  events: ReadonlyMap<string, readonly StepEvent[]>,
  context: Pick<RunContext, "gateway" | "settings" | "waiting">,
): Promise<ReadonlyMap<string, Made>> {
  const { consistencyMs, pollMs } = context.settings;
  const made = changes.map(async ({ id, operation }): Promise<[string, Made][]> => {
    const own = events.get(id) ?? [];
    const end = recorded.get(id);
    const last = end && end.attempt > 0 ? end : unfinished(own);
    if (!last) return [];
    // What it modified carries no tags: where every call was refused, it is somebody else's that is there now.
    if (operation.startsWith("Modify") && refused(own).size >= last.attempt) return [];
    const outcome = operation === "ModifyVpcEndpoint" ? { ...last, input: sentInAll(last, own) } : last;
    const known = Math.min(new Date(own.at(-1)?.at ?? 0).getTime(), Date.now()) + consistencyMs;
    const type = MAKES[operation];
    let tagged: string[] = [];
    while (type) {
      tagged = await reading(context, () => context.gateway.tagged(type, ownTags(of, id)));
      if (tagged.length > 0 || !inDoubt(outcome, own) || Date.now() >= known) break;
      await sleep(pollMs);
    }
    const all = [...new Set([...outcome.made, ...tagged])];
    return [[id, { outcome: { ...outcome, made: all }, knownAt: known }]];
  });
  return new Map((await Promise.all(made)).flat());
}

/** What all attempts sent together: of one without an answer EC2 may have shown half, and the next one sent the other half. */
function sentInAll({ input }: StepOutcome, events: readonly StepEvent[]): Members | null {
  if (!input) return null;
  const all: Members = { ...input };
  for (const [name, value] of events.flatMap((event) => Object.entries(event.input ?? {}))) {
    const before = all[name];
    all[name] = Array.isArray(value) && Array.isArray(before) ? [...new Set([...before, ...value])] : value;
  }
  return all;
}

/** Whether the change may have made more than its result tells. */
function inDoubt({ state, adopted, attempt, made }: StepOutcome, events: readonly StepEvent[]): boolean {
  if (state === "done") return adopted && made.length === 0;
  return refused(events).size < attempt;
}

/** After these a call may have had its effect all the same. */
const UNCLEAR: readonly string[] = ["unreachable", "unknown"] satisfies AwsErrorKind[];

/** Numbers of the calls to which EC2 said no, so that they had no effect. */
function refused(events: readonly StepEvent[]): Set<number> {
  return new Set(
    events.flatMap(({ failure, attempt }) => (failure && !UNCLEAR.includes(failure.kind) ? [attempt] : [])),
  );
}

/** A step that was begun and never ended, from its stream. */
function unfinished(events: readonly StepEvent[]): StepOutcome | null {
  const attempt = Math.max(0, ...events.map((event) => event.attempt));
  if (attempt === 0) return null;
  return {
    state: "stopped",
    attempt,
    input: events.findLast((event) => event.input)?.input ?? null,
    output: {},
    made: [],
    before: events.find((event) => event.before)?.before ?? null,
    requestId: null,
    adopted: false,
    note: null,
    error: null,
  };
}
