import type { TaggedResource } from "#lib/aws/gateway";
import type { Operation } from "#lib/core/plan-format";
import type { Request } from "#lib/render/requests";
import { type RunContext, reading } from "./context";
import type { Outcomes } from "./schedule";
import type { StepEvent, StepOutcome } from "./stored";
import { ownTags } from "./work/own-tags";

const MAKES: Partial<Record<Operation, TaggedResource>> = {
  CreateSecurityGroup: "security-group",
  AuthorizeSecurityGroupEgress: "security-group-rule",
  AuthorizeSecurityGroupIngress: "security-group-rule",
  CreateVpcEndpoint: "vpc-endpoint",
};

/**
 * What became of a run's changes, so that it can be taken back: what their results tell, and what carries the run's tags in the
 * account; for an answer may have been lost, a worker have died before it recorded one.
 */
export async function whatWasMade(
  of: string,
  changes: readonly Request[],
  recorded: Outcomes,
  events: ReadonlyMap<string, readonly StepEvent[]>,
  context: Pick<RunContext, "gateway" | "settings">,
): Promise<Outcomes> {
  const known = new Map<string, StepOutcome>();
  for (const change of changes) {
    const end = recorded.get(change.id);
    const outcome = end && end.attempt > 0 ? end : unfinished(events.get(change.id) ?? []);
    if (!outcome) continue;
    const type = MAKES[change.operation];
    const tagged = type ? await reading(context, () => context.gateway.tagged(type, ownTags(of, change.id))) : [];
    known.set(change.id, { ...outcome, made: [...new Set([...outcome.made, ...tagged])] });
  }
  return known;
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
