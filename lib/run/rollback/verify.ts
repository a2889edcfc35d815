/** After a rollback: is the account as it was before the run, as far as the run had changed it? */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Plan } from "#lib/core/format/plan-format";
import { namedIds } from "#lib/core/intent/intent";
import type { Snapshot } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import type { Check } from "#lib/core/run/run";
import { counted } from "#lib/core/text/phrases";
import { check, NOT_THERE } from "#lib/run/step/check";
import type { RunContext } from "#lib/run/step/context";
import { modifyEndpointInput, remainingModification } from "#lib/run/step/operations/modify-endpoint";
import { ATTRIBUTE_FIELDS, attributeSet } from "#lib/run/step/operations/modify-vpc-attribute";
import { MODIFIABLE } from "#lib/run/step/operations/revert-endpoint";
import { readWithRetries } from "#lib/run/step/read-with-retries";
import type { Outcomes } from "#lib/run/step/schedule";
import type { UndoStep } from "#lib/run/step/stored";
import { endpointOf, ownRules } from "./undo-steps";

const LEFT = "left in place";

/** What is compared: the account, and the ids of the run's rules that are in it. */
type Found = { snapshot: Snapshot; rules: ReadonlySet<string> };

const group = z.looseObject({ GroupId: z.string() });
const rules = z.looseObject({ GroupId: z.string(), SecurityGroupRuleIds: z.array(z.string()) });

/** Endpoints that a rollback deletes, without those that it leaves in place. */
const deletedBy = (steps: readonly UndoStep[], outcomes: Outcomes): Set<string> =>
  new Set(
    steps.flatMap(({ id, operation, input }) =>
      operation === "DeleteVpcEndpoints" && outcomes.get(id)?.output.kept !== true ? (endpointOf(input) ?? []) : [],
    ),
  );

const endpointIn = ({ endpoints }: Snapshot, id: string | undefined) =>
  endpoints.find((one) => one.id === id && one.state !== "deleted");

type ChecksOf = (step: UndoStep, found: Found, deleted: ReadonlySet<string>) => Check[];

const rulesGone: ChecksOf = ({ input }, { rules: there }) => {
  const { GroupId, SecurityGroupRuleIds } = rules.parse(input);
  const still = SecurityGroupRuleIds.filter((id) => there.has(id));
  return [
    check(
      "The rules are revoked",
      GroupId,
      NOT_THERE,
      still.length > 0 ? `${counted(still.length, "rule")} left` : NOT_THERE,
    ),
  ];
};

const CHECKS: Record<UndoStep["operation"], ChecksOf> = {
  DeleteVpcEndpoints: ({ input, creation }, { snapshot }) => {
    const id = endpointOf(input) ?? "";
    const routes = snapshot.routeTables.filter((table) => table.routes.some(({ targetId }) => targetId === id));
    const hadRoutes = Array.isArray(creation?.RouteTableIds) && creation.RouteTableIds.length > 0;
    return [
      check("The endpoint is deleted", id, NOT_THERE, endpointIn(snapshot, id)?.state ?? NOT_THERE),
      ...(hadRoutes
        ? [
            check(
              "The routes to the endpoint are gone",
              id,
              NOT_THERE,
              routes.map((table) => table.id).join(", ") || NOT_THERE,
            ),
          ]
        : []),
    ];
  },
  RevokeSecurityGroupEgress: rulesGone,
  RevokeSecurityGroupIngress: rulesGone,
  DeleteSecurityGroup: ({ input }, { snapshot }) => {
    const { GroupId } = group.parse(input);
    const there = snapshot.securityGroups.some(({ id }) => id === GroupId);
    return [check("The security group is deleted", GroupId, NOT_THERE, there ? "there" : NOT_THERE)];
  },
  ModifyVpcEndpoint: ({ input }, { snapshot }, deleted) => {
    const { PolicyDocument: _, ResetPolicy: __, ...parsed } = modifyEndpointInput.parse(input);
    const endpoint = endpointIn(snapshot, parsed.VpcEndpointId);
    if (!endpoint || deleted.has(endpoint.id) || !MODIFIABLE.has(endpoint.state)) return [];
    const remaining = Object.keys(remainingModification(parsed, endpoint) ?? {}).filter(
      (name) => name !== "VpcEndpointId",
    );
    const expected = "as before the run";
    const found = remaining.length > 0 ? `still to do: ${remaining.join(", ")}` : expected;
    return [check("The endpoint is as it was", endpoint.id, expected, found)];
  },
  ModifyVpcAttribute: ({ input }, { snapshot: { vpc } }) => {
    const { name, value } = attributeSet(input);
    const word = (on: boolean | undefined) => (on === undefined ? NOT_THERE : on ? "on" : "off");
    return [
      check(`${name} is ${word(value)} again`, vpc?.id ?? "the VPC", word(value), word(vpc?.[ATTRIBUTE_FIELDS[name]])),
    ];
  },
};

/** Names of the plan no longer resolve to what is deleted. */
function nameChecks({ dns, intent }: Plan, snapshot: Snapshot, deleted: ReadonlySet<string>): Check[] {
  if (deleted.size === 0 || !snapshot.vpc) return [];
  const now = new Map(plan(snapshot, intent).dns.map(({ name, before }) => [name, before]));
  return dns.flatMap(({ name, before }) => {
    const found = now.get(name);
    return found === undefined
      ? []
      : [check("The name resolves without the endpoint", name, before, found, !deleted.has(found))];
  });
}

const about = z.looseObject({ GroupId: z.string().optional(), VpcId: z.string().optional() });

function subjectOf({ id, input }: UndoStep): string {
  const { GroupId, VpcId } = about.parse(input);
  return endpointOf(input) ?? GroupId ?? VpcId ?? id;
}

/** The checks of the steps that are done. */
function undoChecks(approved: Plan, steps: readonly UndoStep[], outcomes: Outcomes, found: Found): Check[] {
  const deleted = deletedBy(steps, outcomes);
  const perStep = steps.flatMap((step) => {
    const outcome = outcomes.get(step.id);
    if (outcome?.state !== "done") return [];
    if (outcome.output.kept !== true) return CHECKS[step.operation](step, found, deleted);
    return [check("What others use by now is left", subjectOf(step), LEFT, LEFT)];
  });
  return [...perStep, ...nameChecks(approved, found.snapshot, deleted)];
}

/** Checks what a rollback did. Reads again for a while when something is not as expected: EC2's reads lag behind its writes. */
export async function verifyUndo(
  of: string,
  approved: Plan,
  steps: readonly UndoStep[],
  outcomes: Outcomes,
  context: RunContext,
): Promise<Check[]> {
  const { pollMs, consistencyMs } = context.settings;
  const start = Date.now();
  for (;;) {
    const snapshot = await readWithRetries(context, () =>
      context.gateway.snapshot(context.vpcId, namedIds(approved.intent)),
    );
    const rules = await ownRules(of, steps, (...question) =>
      readWithRetries(context, () => context.gateway.tagged(...question)),
    );
    const checks = undoChecks(approved, steps, outcomes, { snapshot, rules });
    if (checks.every(({ ok }) => ok) || Date.now() - start > consistencyMs) return checks;
    await sleep(pollMs);
  }
}
