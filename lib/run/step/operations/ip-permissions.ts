/** IpPermissions taken apart into rules with one peer each, so that they can be compared with a group's rules. */
import { z } from "zod";
import type { RulePeer, SecurityGroup, SecurityGroupRule } from "#lib/core/network/snapshot";
import type { JsonObject } from "../stored";

const peers = <K extends string>(id: K) => z.array(z.looseObject({ [id]: z.string() } as Record<K, z.ZodString>));

const ipPermission = z.looseObject({
  IpProtocol: z.string(),
  FromPort: z.number().optional(),
  ToPort: z.number().optional(),
  UserIdGroupPairs: peers("GroupId").optional(),
  PrefixListIds: peers("PrefixListId").optional(),
  IpRanges: peers("CidrIp").optional(),
  Ipv6Ranges: peers("CidrIpv6").optional(),
});

export const authorizeInput = z.looseObject({ GroupId: z.string(), IpPermissions: z.array(ipPermission) });

export type SinglePermission = {
  /** Equal for equal rules, descriptions apart. */
  key: string;
  /** The same as an IpPermission with this one peer. */
  permission: JsonObject;
};

/** One entry for each peer of each permission. */
export function singlePermissions(permissions: z.output<typeof ipPermission>[]): SinglePermission[] {
  return permissions.flatMap(({ UserIdGroupPairs, PrefixListIds, IpRanges, Ipv6Ranges, ...rest }) => {
    const head = `${rest.IpProtocol} ${rest.FromPort ?? ""}-${rest.ToPort ?? ""}`;
    const single = (member: string, list: JsonObject[] | undefined, id: string) =>
      (list ?? []).map((peer) => ({
        key: `${head} ${peer[id]}`,
        permission: { ...rest, [member]: [peer] } as JsonObject,
      }));
    return [
      ...single("UserIdGroupPairs", UserIdGroupPairs as JsonObject[] | undefined, "GroupId"),
      ...single("PrefixListIds", PrefixListIds as JsonObject[] | undefined, "PrefixListId"),
      ...single("IpRanges", IpRanges as JsonObject[] | undefined, "CidrIp"),
      ...single("Ipv6Ranges", Ipv6Ranges as JsonObject[] | undefined, "CidrIpv6"),
    ];
  });
}

const PEER_ID: { [K in RulePeer["kind"]]: (peer: Extract<RulePeer, { kind: K }>) => string } = {
  group: ({ groupId }) => groupId,
  "prefix-list": ({ prefixListId }) => prefixListId,
  ipv4: ({ cidr }) => cidr,
  ipv6: ({ cidr }) => cidr,
};

function keyOf({ protocol, ports, peer }: SecurityGroupRule): string {
  const id = PEER_ID[peer.kind] as (peer: RulePeer) => string;
  return `${protocol} ${ports?.from ?? ""}-${ports?.to ?? ""} ${id(peer)}`;
}

/** Those of the permissions that the group's rules lack. */
export function missingPermissions(
  wanted: readonly SinglePermission[],
  group: SecurityGroup | undefined,
  direction: "ingress" | "egress",
): SinglePermission[] {
  const there = new Set((group?.[direction] ?? []).map(keyOf));
  return wanted.filter(({ key }) => !there.has(key));
}
