import { expect, it } from "vitest";
import { rulesFrom, securityGroupFrom } from "./rules-from-ec2";

it("makes one rule of each peer of a permission", () => {
  const rules = rulesFrom({
    IpProtocol: "tcp",
    FromPort: 443,
    ToPort: 443,
    IpRanges: [{ CidrIp: "10.0.0.0/8", Description: "office" }],
    Ipv6Ranges: [{ CidrIpv6: "2001:db8::/32" }],
    PrefixListIds: [{ PrefixListId: "pl-1" }],
    UserIdGroupPairs: [{ GroupId: "sg-1", UserId: "111122223333" }, { GroupId: "sg-2" }],
  });
  const https = { protocol: "tcp", ports: { from: 443, to: 443 } };
  expect(rules).toEqual([
    { ...https, peer: { kind: "ipv4", cidr: "10.0.0.0/8" }, description: "office" },
    { ...https, peer: { kind: "ipv6", cidr: "2001:db8::/32" } },
    { ...https, peer: { kind: "prefix-list", prefixListId: "pl-1" } },
    { ...https, peer: { kind: "group", groupId: "sg-1" } },
    { ...https, peer: { kind: "group", groupId: "sg-2" } },
  ]);
});

it.each([
  ["-1", "-1", null],
  ["6", "tcp", { from: 0, to: 65535 }],
  ["17", "udp", { from: 0, to: 65535 }],
  ["50", "50", { from: 0, to: 65535 }],
])("reads protocol %s as %s", (IpProtocol, protocol, ports) => {
  const permission = { IpProtocol, FromPort: 0, ToPort: 65535, IpRanges: [{ CidrIp: "0.0.0.0/0" }] };
  expect(rulesFrom(permission)).toEqual([{ protocol, ports, peer: { kind: "ipv4", cidr: "0.0.0.0/0" } }]);
});

it("keeps a group's two directions apart", () => {
  const group = securityGroupFrom(
    {
      GroupId: "sg-1",
      GroupName: "tasks",
      IpPermissions: [{ IpProtocol: "-1", UserIdGroupPairs: [{ GroupId: "sg-1" }] }],
      IpPermissionsEgress: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
    },
    "vpc-1",
  );
  expect(group.ingress.map(({ peer }) => peer.kind)).toEqual(["group"]);
  expect(group.egress.map(({ peer }) => peer.kind)).toEqual(["ipv4"]);
});

it("names a group's VPC where it is another one", () => {
  expect(securityGroupFrom({ GroupId: "sg-1", VpcId: "vpc-1" }, "vpc-1")).not.toHaveProperty("vpcId");
  expect(securityGroupFrom({ GroupId: "sg-1", VpcId: "vpc-2" }, "vpc-1").vpcId).toBe("vpc-2");
});
