/** Security groups and their rules in the fake account. */
import type { RulePeer, SecurityGroupId, SecurityGroupRule } from "#lib/core/network/snapshot";
import { type FakeState, groupOf, newId, type Output, refuse, type TagSpecifications, tagsOf } from "./fake-state";

type IpPermission = {
  IpProtocol: string;
  FromPort?: number;
  ToPort?: number;
  UserIdGroupPairs?: { GroupId: SecurityGroupId }[];
  PrefixListIds?: { PrefixListId: `pl-${string}` }[];
  IpRanges?: { CidrIp: string }[];
  Ipv6Ranges?: { CidrIpv6: string }[];
};

type AuthorizeInput = { GroupId: string; IpPermissions: IpPermission[]; TagSpecifications?: TagSpecifications };

type RevokeInput = { GroupId: string; SecurityGroupRuleIds: string[] };

const same = (a: SecurityGroupRule, b: SecurityGroupRule) =>
  a.protocol === b.protocol && JSON.stringify([a.ports, a.peer]) === JSON.stringify([b.ports, b.peer]);

export function authorize(direction: "ingress" | "egress") {
  return (state: FakeState, { GroupId, IpPermissions, TagSpecifications }: AuthorizeInput): Output => {
    const group = groupOf(state, GroupId);
    const rules = IpPermissions.flatMap((permission): SecurityGroupRule[] => {
      const peers: RulePeer[] = [
        ...(permission.UserIdGroupPairs ?? []).map((pair) => ({ kind: "group" as const, groupId: pair.GroupId })),
        ...(permission.PrefixListIds ?? []).map((list) => ({
          kind: "prefix-list" as const,
          prefixListId: list.PrefixListId,
        })),
        ...(permission.IpRanges ?? []).map(({ CidrIp }) => ({ kind: "ipv4" as const, cidr: CidrIp })),
        ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6 }) => ({ kind: "ipv6" as const, cidr: CidrIpv6 })),
      ];
      const { IpProtocol: protocol, FromPort, ToPort } = permission;
      const ports = FromPort === undefined || ToPort === undefined ? null : { from: FromPort, to: ToPort };
      for (const peer of peers) if (peer.kind === "group") groupOf(state, peer.groupId);
      return peers.map((peer) => ({ protocol, ports, peer }));
    });
    const known = rules.find((rule) => group[direction].some((other) => same(rule, other)));
    if (known) throw refuse("duplicate", "InvalidPermission.Duplicate", "the specified rule already exists");
    return {
      SecurityGroupRules: rules.map((rule) => {
        const id = newId(state, "sgr");
        group[direction].push(rule);
        state.rules.set(id, { groupId: GroupId, direction, rule, tags: tagsOf(TagSpecifications) });
        return { SecurityGroupRuleId: id };
      }),
    };
  };
}

export function revoke(direction: "ingress" | "egress") {
  return (state: FakeState, { GroupId, SecurityGroupRuleIds }: RevokeInput): Output => {
    const group = groupOf(state, GroupId);
    const unknown = SecurityGroupRuleIds.find((id) => state.rules.get(id)?.direction !== direction);
    if (unknown)
      throw refuse("not-found", "InvalidSecurityGroupRuleId.NotFound", `The rule '${unknown}' does not exist`);
    for (const id of SecurityGroupRuleIds) {
      const revoked = state.rules.get(id)?.rule;
      group[direction] = group[direction].filter((rule) => rule !== revoked);
      state.rules.delete(id);
    }
    return { Return: true };
  };
}

export function deleteGroup(state: FakeState, id: string): void {
  const group = groupOf(state, id);
  const { securityGroups, networkInterfaces, endpoints } = state.snapshot;
  const named = securityGroups.some(
    (one) =>
      one !== group && [...one.ingress, ...one.egress].some(({ peer }) => peer.kind === "group" && peer.groupId === id),
  );
  const carried = [...networkInterfaces, ...endpoints].some(({ securityGroupIds }) =>
    securityGroupIds.some((one) => one === id),
  );
  if (named || carried) throw refuse("in-use", "DependencyViolation", `resource ${id} has a dependent object`);
  state.snapshot.securityGroups = securityGroups.filter((one) => one !== group);
  for (const [ruleId, rule] of state.rules) if (rule.groupId === id) state.rules.delete(ruleId);
}

type CreateGroupInput = { GroupName: string; Description: string; TagSpecifications?: TagSpecifications };

export function createGroup(state: FakeState, input: CreateGroupInput): Output {
  if (state.snapshot.securityGroups.some(({ name }) => name === input.GroupName)) {
    throw refuse("duplicate", "InvalidGroup.Duplicate", `The security group '${input.GroupName}' already exists`);
  }
  const id = newId(state, "sg");
  state.snapshot.securityGroups.push({
    id,
    name: input.GroupName,
    description: input.Description,
    ownerId: state.snapshot.accountId,
    ingress: [],
    egress: [{ protocol: "-1", ports: null, peer: { kind: "ipv4", cidr: "0.0.0.0/0" } }],
    tags: tagsOf(input.TagSpecifications),
  });
  return { GroupId: id };
}
