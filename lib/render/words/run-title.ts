/** Runs in words: who gets what, and what each step does. */
import type { Change } from "#lib/core/format/plan-format";
import { NAMED_ID } from "#lib/core/network/resource-names";
import { shortName } from "#lib/core/network/services/service";
import type { SecurityGroupId } from "#lib/core/network/snapshot";
import type { RunAbout } from "#lib/core/run/names";
import type { Run, RunStep, RunSummary } from "#lib/core/run/run";
import { counted, listed } from "#lib/core/text/phrases";
import { visible } from "#lib/core/text/untrusted";
import { changeTitle, type NamedResources, undoTitle } from "./change-title";

type Titled = Pick<RunSummary, "kind" | "of" | "changes" | "recovery"> & { about?: RunAbout };

/** Beyond these, "and 3 more". */
const MOST = 3;

/** "Give shop-tasks ecs and logs in shop". Untrusted. */
export function purpose({ vpc, clients, services }: RunAbout): string {
  const what = listed(services, MOST);
  const where = ` in ${vpc}`;
  if (services.length === 0) return `Private access to AWS services${where}`;
  return clients.length > 0 ? `Give ${listed(clients, MOST)} ${what}${where}` : `Create endpoints for ${what}${where}`;
}

/** "Give shop-tasks ecs, ecr and logs in shop", "Roll back: Give …"; "Apply 9 changes" where no names were stored. Escaped. */
export function runTitle({ kind, of, changes, recovery, about }: Titled): string {
  if (recovery) return `Recovered ${counted(changes, "change")}`;
  if (about && about.services.length > 0)
    return visible(`${kind === "rollback" ? "Roll back: " : ""}${purpose(about)}`);
  return kind === "apply" ? `Apply ${counted(changes, "change")}` : `Roll back ${of ?? ""}`.trim();
}

/** Before an endpoint created with private DNS is deleted, private DNS is turned off, which is a step of its own. */
const UNDO = /^undo-(?<names>private-dns-of-)?/;

/** What was planned, and the names that are known. */
type Planned = Pick<Run["request"], "plan" | "names">;

const changeOf = ({ plan }: Planned, step: Pick<RunStep, "change">): Change | undefined =>
  plan.changes.find(({ id }) => id === step.change.replace(UNDO, ""));

/** What ids of a run are called: what it stored, and what it created. Untrusted. */
export function namesOfRun(run: Pick<Run, "request" | "steps">): (id: string) => string | undefined {
  const { plan, names = {} } = run.request;
  const known = new Map(Object.entries(names));
  for (const step of run.steps) {
    const change = changeOf(run.request, step);
    const id = step.resultId ?? (JSON.stringify(step.input).match(NAMED_ID) ?? [])[0];
    if (!change || !id) continue;
    if (change.kind === "create-security-group") known.set(id, String(change.input.GroupName));
    if (change.kind === "create-endpoint")
      known.set(id, `endpoint ${shortName(String(change.input.ServiceName), plan.region)}`);
  }
  return (id) => known.get(id);
}

/** What a step does, in a few words; of a rollback: "Delete endpoint logs". Escaped. */
export function stepTitle(planned: Planned, step: Pick<RunStep, "change" | "reason">): string {
  const change = changeOf(planned, step);
  if (!change) return visible(step.reason || step.change);
  const kind = UNDO.exec(step.change)?.groups?.names ? "enable-private-dns" : change.kind;
  const title = step.change.startsWith("undo-") ? undoTitle : changeTitle;
  return title({ ...change, kind }, namedResources(planned));
}

/** The names that a run has stored, as titles take them. */
export function namedResources({ plan, names = {} }: Planned): NamedResources {
  const securityGroups = Object.entries(names).map(([id, name]) => ({ id: id as SecurityGroupId, name }));
  return { region: plan.region, securityGroups, endpoints: [] };
}
