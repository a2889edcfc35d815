import { describe, expect, it } from "vitest";
import { account } from "#lib/core/testing/account";
import { addressesOf, allAddresses, type IntervalSet, subtract } from "./intervals";
import { aclAllows, networkAclOf } from "./network-acl";
import { HTTPS_PORT, type PortRange, RETURN_PORTS } from "./ports";
import type { NetworkAclEntry } from "./snapshot";

function entry(ruleNumber: number, action: "allow" | "deny", cidr: string, from?: number, to = from): NetworkAclEntry {
  const ports = from === undefined || to === undefined ? null : { from, to };
  return { ruleNumber, egress: true, allow: action === "allow", protocol: ports ? "6" : "-1", cidr, ports };
}

function outbound(entries: NetworkAclEntry[], range: PortRange = HTTPS_PORT): IntervalSet {
  return aclAllows({ entries }, "outbound", range, 4);
}

const everywhere = allAddresses(4);

describe("a network ACL", () => {
  it("takes its rules in the order of their numbers, whatever order they are listed in", () => {
    const deny = entry(90, "deny", "10.0.1.0/24");
    const allow = entry(100, "allow", "10.0.0.0/16");
    const rest = subtract(addressesOf("10.0.0.0/16", 4), addressesOf("10.0.1.0/24", 4));
    expect(outbound([allow, deny])).toEqual(rest);
  });

  it("uses the first match: a deny that comes later changes nothing", () => {
    expect(outbound([entry(100, "allow", "0.0.0.0/0"), entry(110, "deny", "10.0.1.0/24")])).toEqual(everywhere);
  });

  it("denies the rest", () => {
    expect(outbound([])).toEqual([]);
    expect(outbound([entry(100, "allow", "10.0.1.0/24")])).toEqual(addressesOf("10.0.1.0/24", 4));
  });

  it("keeps its directions apart", () => {
    expect(aclAllows({ entries: [entry(100, "allow", "0.0.0.0/0")] }, "inbound", HTTPS_PORT, 4)).toEqual([]);
  });

  it("knows TCP and all traffic, and no other protocol", () => {
    const udp = { ...entry(90, "deny", "0.0.0.0/0", 443), protocol: "17" };
    expect(outbound([udp, entry(100, "allow", "0.0.0.0/0", 443)])).toEqual(everywhere);
  });

  it("allows a range where every one of its ports is allowed, by one rule or several", () => {
    const low = entry(100, "allow", "0.0.0.0/0", 32768, 50000);
    const high = entry(110, "allow", "10.0.0.0/8", 50001, 65535);
    expect(outbound([low], RETURN_PORTS)).toEqual([]);
    expect(outbound([low, high], RETURN_PORTS)).toEqual(addressesOf("10.0.0.0/8", 4));
  });

  it("stops a range by a deny of one port in it", () => {
    const deny = entry(90, "deny", "10.0.1.0/24", 40000);
    expect(outbound([deny, entry(100, "allow", "10.0.0.0/23", 1024, 65535)], RETURN_PORTS)).toEqual(
      addressesOf("10.0.0.0/24", 4),
    );
  });

  it("does not ask about ports below 32768 and above 60999 for return traffic", () => {
    expect(outbound([entry(100, "allow", "0.0.0.0/0", 32768, 60999)], RETURN_PORTS)).toEqual(everywhere);
    expect(outbound([entry(100, "allow", "0.0.0.0/0", 32768, 60998)], RETURN_PORTS)).toEqual([]);
  });

  it("has its own rules for IPv6", () => {
    const entries = [entry(100, "allow", "0.0.0.0/0"), entry(101, "allow", "2600:1f00::/24")];
    expect(aclAllows({ entries }, "outbound", HTTPS_PORT, 6)).toEqual(addressesOf("2600:1f00::/24", 6));
  });
});

describe("the network ACL of a subnet", () => {
  it("is the one it is associated with, else the default one", () => {
    const a = account();
    const [own, other] = [a.subnet(), a.subnet()];
    const acl = a.networkAcl([own], []);
    expect(networkAclOf(a.snapshot(), own)?.id).toBe(acl);
    expect(networkAclOf(a.snapshot(), other)?.isDefault).toBe(true);
    expect(networkAclOf(a.snapshot(), "subnet-unknown")?.isDefault).toBe(true);
  });
});
