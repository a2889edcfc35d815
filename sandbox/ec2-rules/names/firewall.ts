/**
 * Which VPCs have which DNS Firewall rule groups: LocalStack makes these associations and cannot list them. Rule groups are
 * LocalStack's and lost at a restart, so the associations are kept in memory too.
 */
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Scope } from "../call";
import type { Ec2 } from "../ec2";
import type { OtherServiceResponse } from "../iam/other-services";

type Association = Readonly<Record<string, unknown>> & { Id: string; FirewallRuleGroupId: string; VpcId: string };
type Input = Readonly<Record<string, unknown>>;

const associationsOf = new WeakMap<Ec2, Map<string, Association[]>>();

/** Route 53 Resolver API reference, by operation. null: LocalStack handles it. */
export function firewallResponse(
  ec2: Ec2,
  scope: Scope,
  incoming: IncomingMessage,
  body: string,
): OtherServiceResponse | null {
  const operation = String(incoming.headers["x-amz-target"] ?? "").split(".")[1] ?? "";
  const response = OPERATIONS[operation];
  if (!response) return null;
  const of = associationsOf.get(ec2) ?? new Map<string, Association[]>();
  associationsOf.set(ec2, of);
  const key = `${scope.account}/${scope.region}`;
  const known = of.get(key) ?? [];
  const { associations, output } = response(known, JSON.parse(body || "{}") as Input);
  of.set(key, associations);
  const found = output !== null;
  const missing = { __type: "ResourceNotFoundException", Message: "There is no such association." };
  return {
    status: found ? 200 : 400,
    type: "application/x-amz-json-1.1",
    body: JSON.stringify(found ? output : missing),
  };
}

type Operation = (known: Association[], input: Input) => { associations: Association[]; output: object | null };

const OPERATIONS: Readonly<Record<string, Operation>> = {
  AssociateFirewallRuleGroup(known, { FirewallRuleGroupId, VpcId, Priority, Name }) {
    const association = {
      Id: `rslvr-frgassoc-${randomUUID().replaceAll("-", "").slice(0, 17)}`,
      FirewallRuleGroupId: String(FirewallRuleGroupId),
      VpcId: String(VpcId),
      Name,
      Priority,
      Status: "COMPLETE",
    };
    return { associations: [...known, association], output: { FirewallRuleGroupAssociation: association } };
  },
  DisassociateFirewallRuleGroup(known, { FirewallRuleGroupAssociationId }) {
    const gone = known.find(({ Id }) => Id === FirewallRuleGroupAssociationId);
    const output = gone ? { FirewallRuleGroupAssociation: { ...gone, Status: "DELETING" } } : null;
    return { associations: known.filter((one) => one !== gone), output };
  },
  ListFirewallRuleGroupAssociations(known, { FirewallRuleGroupId, VpcId }) {
    const found = known.filter(
      (one) =>
        (FirewallRuleGroupId ?? one.FirewallRuleGroupId) === one.FirewallRuleGroupId &&
        (VpcId ?? one.VpcId) === one.VpcId,
    );
    return { associations: known, output: { FirewallRuleGroupAssociations: found } };
  },
};
