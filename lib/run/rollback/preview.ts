/** What a rollback would do, from the run's record and the account as it is; nothing is sent to be changed. */
import { z } from "zod";
import type { ReadGateway } from "#lib/aws/gateway";
import { namedIds } from "#lib/core/intent/intent";
import type { Snapshot } from "#lib/core/network/snapshot";
import { undoCalls } from "#lib/core/planning/simulate-undo";
import { rollbackLosses } from "#lib/core/rollback-losses";
import { type Names, namesIn } from "#lib/core/run/names";
import type {
  AccessLoss,
  RollbackAnswer,
  RollbackPlan,
  RollbackQuestion,
  RollbackStep,
  RollbackWait,
} from "#lib/core/run/rollback-plan";
import { isEngineError, runStep } from "#lib/run/engine/workflow";
import type { RunDeps } from "#lib/run/step/context";
import { retainedBecause } from "#lib/run/step/operations/kept-endpoint";
import { modifyEndpointInput, remainingModification } from "#lib/run/step/operations/modify-endpoint";
import { ATTRIBUTE_FIELDS, attributeSet } from "#lib/run/step/operations/modify-vpc-attribute";
import { neededBy, needingDns } from "#lib/run/step/operations/restore-vpc-attribute";
import { MODIFIABLE } from "#lib/run/step/operations/revert-endpoint";
import { runErrorOf } from "#lib/run/step/run-error";
import type { RunSettings } from "#lib/run/step/settings";
import type { UndoStep } from "#lib/run/step/stored";
import { planUndo } from "./rollback";
import { endpointOf, isWithoutDns, ownRules } from "./undo-steps";

type Outlook = Pick<RollbackStep, "outlook" | "note">;

const UNDO: Outlook = { outlook: "undo", note: null };
const GONE: Outlook = { outlook: "gone", note: null };
const left = (note: string): Outlook => ({ outlook: "left", note });

const about = z.looseObject({ GroupId: z.string().optional(), SecurityGroupRuleIds: z.array(z.string()).optional() });

const DELETED: readonly string[] = ["deleting", "deleted"];

/** What is known when a step's turn comes. */
type Known = {
  snapshot: Snapshot;
  /** Ids of the run's rules that are there. */
  rules: ReadonlySet<string>;
  /** Endpoints that stay, and those without private DNS by then. */
  retained: Set<string>;
  withoutDns: Set<string>;
};

function outlookOf(step: UndoStep, { snapshot, rules, retained, withoutDns }: Known): Outlook {
  const { GroupId, SecurityGroupRuleIds = [] } = about.parse(step.input);
  const group = snapshot.securityGroups.find(({ id }) => id === GroupId);
  const endpoint = snapshot.endpoints.find(
    ({ id, state }) => id === endpointOf(step.input) && !DELETED.includes(state),
  );
  switch (step.operation) {
    case "DeleteVpcEndpoints":
    case "ModifyVpcEndpoint": {
      if (!endpoint) return GONE;
      const retention = retainedBecause(step, endpoint)?.note;
      if (retention) return left(retention);
      if (step.operation === "DeleteVpcEndpoints") return UNDO;
      if (!MODIFIABLE.has(endpoint.state)) return GONE;
      return remainingModification(modifyEndpointInput.parse(step.input), endpoint) ? UNDO : GONE;
    }
    case "RevokeSecurityGroupEgress":
    case "RevokeSecurityGroupIngress":
      return SecurityGroupRuleIds.some((id) => rules.has(id)) ? UNDO : GONE;
    case "DeleteSecurityGroup": {
      if (!group) return GONE;
      const user = snapshot.endpoints.find((one) => retained.has(one.id) && one.securityGroupIds.includes(group.id));
      return user ? left(`Left: ${user.id}, which is left as well, uses it.`) : UNDO;
    }
    case "ModifyVpcAttribute": {
      const { name, value } = attributeSet(step.input);
      if (snapshot.vpc?.[ATTRIBUTE_FIELDS[name]] === value) return GONE;
      const needing = needingDns(snapshot, withoutDns);
      return needing.length > 0 ? left(neededBy(needing)) : UNDO;
    }
    default:
      return step.operation satisfies never;
  }
}

function waitsFor(steps: readonly UndoStep[], { nameExpiryMs, settleMs, dependencyMs }: RunSettings): RollbackWait[] {
  const some = (wanted: (step: UndoStep) => boolean) => steps.some(wanted);
  return [
    ...(some(({ input }) => input.PrivateDnsEnabled === false)
      ? [{ kind: "names", atMostMs: nameExpiryMs } as const]
      : []),
    ...(some(({ operation }) => operation === "DeleteVpcEndpoints")
      ? [{ kind: "endpoints", atMostMs: settleMs } as const]
      : []),
    ...(some(({ operation }) => operation === "DeleteSecurityGroup")
      ? [{ kind: "group", atMostMs: dependencyMs } as const]
      : []),
  ];
}

/**
 * Plans a rollback as a workflow of its own: the web process asks for it, and the worker, which alone reaches what undoes a run,
 * answers. It changes nothing, so it need not wait for runs on the same VPC.
 */
export function rollbackPlanWorkflow(deps: RunDeps) {
  return (question: RollbackQuestion): Promise<RollbackAnswer> => runStep("plan", () => answer(question, deps));
}

async function answer({ run, request }: RollbackQuestion, deps: RunDeps): Promise<RollbackAnswer> {
  try {
    const gateway = deps.gate.guard(deps.gatewayFor(request.target, request.actor));
    // The rollback itself waits for what EC2 does not show yet; who only asks does not.
    const undo = await planUndo(run, request, deps, { gateway, settings: { ...deps.settings, consistencyMs: 0 } });
    if ("error" in undo) return { error: undo.error ?? runErrorOf(new Error("It was stopped.")) };
    const { vpcId, intent } = request.plan;
    const snapshot = await gateway.snapshot(vpcId, namedIds(intent));
    return { planned: await rollbackPlan({ run, request }, undo.steps, snapshot, gateway, deps.settings) };
  } catch (error) {
    if (isEngineError(error)) throw error;
    return { error: runErrorOf(error) };
  }
}

/** The plan of rolling a run back, over a snapshot of its VPC. Throws `AwsError`. */
async function rollbackPlan(
  { run, request: { plan, accountId, names = {} } }: RollbackQuestion,
  undo: readonly UndoStep[],
  snapshot: Snapshot,
  gateway: Pick<ReadGateway, "tagged">,
  settings: RunSettings,
): Promise<RollbackPlan> {
  const rules = await ownRules(run, undo, (...question) => gateway.tagged(...question));
  const known: Known = { snapshot, rules, retained: new Set(), withoutDns: new Set() };
  const steps = undo.map((step) => {
    const outlook = outlookOf(step, known);
    const endpoint = endpointOf(step.input);
    if (endpoint && outlook.outlook === "left") known.retained.add(endpoint);
    else if (endpoint && isWithoutDns(step)) known.withoutDns.add(endpoint);
    return { step, outlook };
  });
  const pending = steps.flatMap(({ step, outlook }) => (outlook.outlook === "undo" ? [step] : []));
  const losses = rollbackLosses(snapshot, undoCalls(snapshot, pending), plan.intent);
  return {
    run,
    accountId,
    region: plan.region,
    steps: steps.map(({ step, outlook }) => ({
      change: step.id,
      operation: step.operation,
      reason: step.reason,
      resources: resourcesOf(step),
      ...outlook,
    })),
    losses,
    ownNames: pending.some(({ operation }) => operation === "DeleteVpcEndpoints") && !plan.intent.privateDns,
    waits: waitsFor(pending, settings),
    names: { ...names, ...namesIn(plan, snapshot), ...namesOfGroups(losses, snapshot) },
  };
}

function namesOfGroups(losses: readonly AccessLoss[], { securityGroups }: Snapshot): Names {
  const groups = new Set(losses.map(({ group }) => group));
  return Object.fromEntries(securityGroups.flatMap(({ id, name }) => (groups.has(id) ? [[id, name]] : [])));
}

function resourcesOf({ input }: UndoStep): string[] {
  const { GroupId } = about.parse(input);
  return [endpointOf(input), GroupId].filter((id) => id !== undefined);
}
