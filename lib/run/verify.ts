/** After an apply: is the account as the plan promised? */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { namedIds } from "#lib/core/intent";
import type { Snapshot, VpcEndpoint } from "#lib/core/network";
import { plan } from "#lib/core/plan";
import type { Operation, Plan, ReachabilityRow, Verdict } from "#lib/core/plan-format";
import { type Request, requests } from "#lib/render/requests";
import { type RunContext, reading } from "./context";
import type { Check, RunRequest } from "./run";
import type { Outcomes } from "./schedule";
import type { StepOutcome } from "./stored";
import { modifyEndpointInput, remainingModification } from "./work/modify-endpoint";
import { attributeSet } from "./work/modify-vpc-attribute";
import { authorizeInput, missingPermissions, singlePermissions } from "./work/permissions";

export type Verification = {
  checks: Check[];
  /** Rows that are not as promised, as they are now. */
  reachability: ReachabilityRow[];
};

/** Checks everything that a run did. Looks again for a while when something is missing: EC2's reads lag behind its writes. */
export async function verify(request: RunRequest, outcomes: Outcomes, context: RunContext): Promise<Verification> {
  const { pollMs, consistencyMs } = context.settings;
  const start = Date.now();
  for (;;) {
    const named = namedIds(request.plan.intent);
    const snapshot = await reading(context, () => context.gateway.snapshot(context.vpcId, named), [
      "login-expired",
      "no-credentials",
    ]);
    const verification = verified(request.plan, outcomes, snapshot);
    if (verification.checks.every(({ ok }) => ok) || Date.now() - start > consistencyMs) return verification;
    await sleep(pollMs);
  }
}

/** The checks over one snapshot. */
function verified(promised: Plan, outcomes: Outcomes, snapshot: Snapshot): Verification {
  const now = plan(snapshot, promised.intent);
  const left = now.changes.map(({ id }) => id);
  const reachability = brokenPromises(promised, now);
  const perChange = requests(promised).flatMap((change) => {
    const outcome = outcomes.get(change.id);
    return outcome ? CHECKS[change.operation](change, outcome, snapshot) : [];
  });
  return {
    reachability,
    checks: [
      // A create and a later change of the same endpoint both look at it.
      ...new Map(perChange.map((one) => [`${one.name} ${one.detail}`, one])).values(),
      check("Nothing is left to do", left.length === 0, `Planned again: ${left.join(", ") || "no changes"}`),
      check(
        "Workloads reach the services as planned",
        reachability.length === 0,
        reachability.length === 0
          ? `${promised.reachability.length} paths are as the plan promised`
          : reachability
              .map(
                ({ securityGroupId, subnetId, service, after }) =>
                  `${securityGroupId} in ${subnetId} → ${service}: ${after}`,
              )
              .join("; "),
      ),
    ],
  };
}

const check = (name: string, ok: boolean, detail: string): Check => ({ name, ok, detail });

const rowKey = (row: ReachabilityRow) => `${row.securityGroupId} ${row.subnetId} ${row.service}`;

/** A path that was promised in part and is whole is no disappointment. */
const kept = (promise: Verdict, now: Verdict) => promise === now || (promise === "partial" && now === "private");

/** Paths of workloads that came or went meanwhile were not promised. */
function brokenPromises(promised: Plan, now: Plan): ReachabilityRow[] {
  const rows = new Map(now.reachability.map((row) => [rowKey(row), row]));
  // Nothing left to do: then "after" is the account as it is.
  const today = (row: ReachabilityRow) => (now.changes.length === 0 ? row.after : row.before);
  return promised.reachability.flatMap((promise) => {
    const row = rows.get(rowKey(promise));
    return row && !kept(promise.after, today(row)) ? [{ ...row, after: today(row) }] : [];
  });
}

const CHECKS: Record<Operation, (change: Request, outcome: StepOutcome, snapshot: Snapshot) => Check[]> = {
  CreateSecurityGroup: (change, { output }, { securityGroups }) => {
    const there = securityGroups.some(({ id }) => id === output.GroupId);
    return [check("The security group is there", there, `${output.GroupId} (${change.input.GroupName})`)];
  },
  AuthorizeSecurityGroupEgress: (_change, outcome, snapshot) => [rulesCheck("egress", outcome, snapshot)],
  AuthorizeSecurityGroupIngress: (_change, outcome, snapshot) => [rulesCheck("ingress", outcome, snapshot)],
  ModifyVpcAttribute: ({ input }, _outcome, { vpc }) => {
    const { name, value } = attributeSet(input);
    const is = name === "EnableDnsSupport" ? vpc?.enableDnsSupport : vpc?.enableDnsHostnames;
    return [check(`${name} is ${value ? "on" : "off"}`, is === value, `of ${vpc?.id ?? "the VPC"}`)];
  },
  CreateVpcEndpoint: (change, { made, output }, snapshot) => {
    const answer = z.object({ VpcEndpoint: z.object({ VpcEndpointId: z.string() }) }).safeParse(output).data;
    const id = answer?.VpcEndpoint.VpcEndpointId ?? made[0];
    return endpointChecks(id, change, snapshot);
  },
  ModifyVpcEndpoint: (change, { input }, snapshot) => {
    const sent = modifyEndpointInput.safeParse(input ?? change.input).data;
    const endpoint = snapshot.endpoints.find(({ id }) => id === sent?.VpcEndpointId);
    if (!sent || !endpoint) return endpointChecks(sent?.VpcEndpointId, change, snapshot);
    // EC2 may write a policy down in another form than it was sent.
    const { PolicyDocument: _, ...rest } = sent;
    const remaining = remainingModification(rest, endpoint);
    return [
      ...endpointChecks(endpoint.id, change, snapshot),
      check("The endpoint has what was added", remaining === null, remaining ? JSON.stringify(remaining) : endpoint.id),
    ];
  },
};

function rulesCheck(direction: "ingress" | "egress", { input }: StepOutcome, { securityGroups }: Snapshot): Check {
  const sent = authorizeInput.safeParse(input).data;
  const group = securityGroups.find(({ id }) => id === sent?.GroupId);
  const missing = missingPermissions(singlePermissions(sent?.IpPermissions ?? []), group, direction);
  const where = `${direction} of ${sent?.GroupId ?? "the group"}`;
  const detail = missing.length > 0 ? `${where} lacks ${missing.map(({ key }) => key).join(", ")}` : where;
  return check("The rules are there", group !== undefined && missing.length === 0, detail);
}

function endpointChecks(id: string | undefined, change: Request, { endpoints, networkInterfaces }: Snapshot): Check[] {
  const endpoint: VpcEndpoint | undefined = endpoints.find((candidate) => candidate.id === id);
  const name = id ?? change.id;
  // Where the service's owner has to accept first, the plan does not wait for it.
  const usable = change.until ? ["available"] : ["available", "pending", "pendingacceptance"];
  const state = endpoint?.state ?? "unknown";
  const checks = [check("The endpoint is available", usable.includes(state), `${name}: ${state}`)];
  if (endpoint?.type !== "Interface") return checks;
  const subnetOf = new Map(networkInterfaces.map((eni) => [eni.id, eni.subnetId]));
  const covered = new Set(endpoint.networkInterfaceIds.map((eni) => subnetOf.get(eni)));
  const without = endpoint.subnetIds.filter((subnetId) => !covered.has(subnetId));
  checks.push(
    check(
      "An interface is in each subnet",
      without.length === 0,
      without.length > 0 ? `${name} has none in ${without.join(", ")}` : `${name}: ${endpoint.subnetIds.length}`,
    ),
  );
  if (change.input.PrivateDnsEnabled === true) {
    checks.push(check("Private DNS is on", endpoint.privateDnsEnabled, name));
  }
  return checks;
}
