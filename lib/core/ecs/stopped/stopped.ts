/** The stopped tasks and events of a cluster, explained: the same once, with how many. */
import type { Service, Task } from "../model";
import { explainStop } from "./explain";
import type { Explanation } from "./explanation";

export type Stop = Explanation & {
  /** The service, or the family of tasks without one. */
  workload: string;
  /** ECS's own words. */
  reason: string;
  count: number;
};

/** Reasons in containers say more than the task's, which is often "Task failed to start". */
function reasonsOf({ stoppedReason, containers = [] }: Task): string[] {
  const own = containers.flatMap(({ reason }) => reason ?? []);
  return [...own, ...(stoppedReason ? [stoppedReason] : [])];
}

const RANK: Readonly<Record<Explanation["kind"], number>> = { network: 0, policy: 1, other: 2, unknown: 3, routine: 4 };

/** Of a task's reasons the one that says most. */
function explained(task: Task): { reason: string; explanation: Explanation } | null {
  const all = reasonsOf(task).map((reason) => ({ reason, explanation: explainStop(reason) }));
  return all.sort((a, b) => RANK[a.explanation.kind] - RANK[b.explanation.kind])[0] ?? null;
}

const workloadOf = ({ group = "" }: Task): string => group.replace(/^(?:service|family):/, "");

/** Most events only report what goes on. */
const isTelling = ({ kind }: Explanation): boolean => kind !== "unknown" && kind !== "routine";

/** Of the newest events, as many as can be about what holds now. */
const EVENTS = 20;

/** What stopped and why, faults of the network first. */
export function explainStops(tasks: readonly Task[], services: readonly Service[]): Stop[] {
  const stops = new Map<string, Stop>();
  const add = (workload: string, reason: string, explanation: Explanation) => {
    const key = JSON.stringify([workload, explanation.sentence, explanation.services]);
    const known = stops.get(key) ?? { ...explanation, workload, reason, count: 0 };
    stops.set(key, { ...known, count: known.count + 1 });
  };
  for (const task of tasks) {
    const found = explained(task);
    if (found) add(workloadOf(task), found.reason, found.explanation);
  }
  for (const { serviceName = "", events = [] } of services) {
    for (const { message = "" } of events.slice(0, EVENTS)) {
      const explanation = explainStop(message);
      if (isTelling(explanation)) add(serviceName, message, explanation);
    }
  }
  return [...stops.values()].sort((a, b) => RANK[a.kind] - RANK[b.kind]);
}
