import type { Change, Json } from "#lib/core/format/plan-format";
import { portText } from "#lib/core/network/ports";

/** The peer of a rule; the kind is the field that names it in an `IpPermission`. */
type Peer = { kind: "GroupId" | "PrefixListId" | "CidrIp" | "CidrIpv6"; value: string };

/** One rule of an authorization: an `IpPermission` with several peers is several of these. */
export type Rule = { protocol: string; from: number; to: number; peer: Peer; description: string };

const PEERS: Readonly<Record<string, Peer["kind"]>> = {
  UserIdGroupPairs: "GroupId",
  PrefixListIds: "PrefixListId",
  IpRanges: "CidrIp",
  Ipv6Ranges: "CidrIpv6",
};

/** The rules of an AuthorizeSecurityGroup… request, in its order. */
export function rulesOf({ input }: Pick<Change, "input">): Rule[] {
  const permissions = (input.IpPermissions ?? []) as { [key: string]: Json }[];
  return permissions.flatMap((permission) =>
    Object.entries(PEERS).flatMap(([list, kind]) =>
      ((permission[list] ?? []) as { [key: string]: Json }[]).map((peer) => ({
        protocol: String(permission.IpProtocol),
        from: Number(permission.FromPort),
        to: Number(permission.ToPort),
        peer: { kind, value: String(peer[kind]) },
        description: String(peer.Description ?? ""),
      })),
    ),
  );
}

/** "tcp 443", "tcp 1400-1499". */
export const traffic = ({ protocol, from, to }: Pick<Rule, "protocol" | "from" | "to">): string =>
  `${protocol} ${portText({ from, to })}`;

/** The peers of an authorization's rules, by protocol and ports. */
export function rulesByPorts(
  request: Pick<Change, "input">,
): (Omit<Rule, "peer" | "description"> & { peers: Rule["peer"][] })[] {
  const groups = new Map<string, ReturnType<typeof rulesByPorts>[number]>();
  for (const { protocol, from, to, peer } of rulesOf(request)) {
    const key = `${protocol} ${from} ${to}`;
    const group = groups.get(key) ?? { protocol, from, to, peers: [] };
    groups.set(key, { ...group, peers: [...group.peers, peer] });
  }
  return [...groups.values()];
}

/** The tags that a request gives to what it creates. */
export function tagsOf({ input }: Pick<Change, "input">): { Key: string; Value: string }[] {
  const specifications = (input.TagSpecifications ?? []) as { Tags?: { Key: string; Value: string }[] }[];
  return specifications.flatMap(({ Tags }) => Tags ?? []);
}
