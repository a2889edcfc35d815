import type { Change, ChangeKind } from "#lib/core/format/plan-format";
import { referencesIn } from "#lib/core/format/requests";
import { code } from "./escape";

/** How each kind of change is rolled back manually. */
const UNDO: Record<ChangeKind, (change: Change) => string> = {
  "create-endpoint": ({ id }) => `Delete the endpoint that is tagged ${code(`postern:change=${id}`)}.`,
  "enable-private-dns": ({ input }) =>
    `Switch private DNS off again (${endpoint(input.VpcEndpointId)}) and wait a minute, until the name has expired everywhere.`,
  "modify-endpoint": ({ input }) => `Remove what was added to ${endpoint(input.VpcEndpointId)}: ${added(input)}.`,
  "authorize-egress": ({ id }) => `Revoke the egress rules tagged ${code(`postern:change=${id}`)}.`,
  "authorize-ingress": ({ id }) => `Revoke the ingress rules tagged ${code(`postern:change=${id}`)}.`,
  "create-security-group": ({ input }) =>
    `Delete the group ${code(String(input.GroupName))} when the endpoints' interfaces are deleted; that takes up to 10 minutes.`,
  "enable-dns-support": () =>
    `Switch ${code("enableDnsSupport")} off again, if nothing else in the VPC needs it by now.`,
  "enable-dns-hostnames": () =>
    `Switch ${code("enableDnsHostnames")} off again, if nothing else in the VPC needs it by now.`,
};

/** An id, or words for it while there is none. */
const named = (id: unknown, kind: string): string => {
  const [created] = referencesIn(String(id));
  return created ? `the ${kind} of ${code(created.source)}` : code(String(id));
};

const endpoint = (id: unknown): string => named(id, "endpoint");

const WHAT: Readonly<Record<string, string>> = {
  AddSubnetIds: "subnets",
  AddSecurityGroupIds: "groups",
  AddRouteTableIds: "route tables",
  PolicyDocument: "the policy",
  PrivateDnsEnabled: "private DNS",
};

const added = (input: Change["input"]): string =>
  Object.entries(input)
    .filter(([field]) => field in WHAT)
    .map(([field, value]) =>
      [WHAT[field], ...(Array.isArray(value) ? [value.map((id) => named(id, "group")).join(", ")] : [])].join(" "),
    )
    .join("; ");

/** The steps back, last change first. */
export function rollbackSteps(changes: readonly Change[]): string[] {
  return changes.map((change) => UNDO[change.kind](change)).reverse();
}
