import { describe, expect, it } from "vitest";
import type { HostedZone } from "#lib/core/network/snapshot";
import { account, rule } from "#lib/core/testing/account";
import { notChecked } from "./not-checked";

const skipped = { state: "skipped", why: "no permission" } as const;
const read = <T>(...value: T[]) => ({ state: "read" as const, value });
const plain = () => account().snapshot();

describe("what was not checked", () => {
  it("is nothing where all was read, and all found", () => {
    const snapshot = plain();
    expect(
      notChecked({ ...snapshot, associatedGroups: [], profiles: read(), dnsFirewall: read(), hostedZones: read() }),
    ).toEqual([]);
  });

  it("is each read that was skipped, with its reason", () => {
    const lines = notChecked({ ...plain(), profiles: skipped, dnsFirewall: skipped });
    expect(lines).toEqual([
      "Route 53 Profiles that bring zones, rules or endpoints for the same names (no permission)",
      "DNS Firewall rules that block the same names (no permission)",
    ]);
  });

  it("is what a Profile brings and cannot be read", () => {
    const ref = { id: "rp-1", name: "central", priority: 100, endpointIds: [] };
    const profiles = read(
      { ...ref, incomplete: "private hosted zone Z1 cannot be read" },
      { ...ref, incomplete: null },
    );
    expect(notChecked({ ...plain(), profiles })).toEqual([
      "all of the Route 53 Profile central (private hosted zone Z1 cannot be read)",
    ]);
  });

  it("is where a zone leads whose records cannot be read, unless they are not needed", () => {
    const zone = { id: "Z1", name: "ecs.us-east-1.amazonaws.com", owningService: null, owningAccount: "444455556666" };
    const hostedZones = read<HostedZone>({ ...zone, records: null }, { ...zone, records: [] }, zone);
    expect(notChecked({ ...plain(), hostedZones })).toEqual([
      "where the private hosted zone ecs.us-east-1.amazonaws.com leads (the records of Z1, of account 444455556666, cannot be read)",
    ]);
  });

  it("is what DNS Firewall blocks by lists that cannot be read, once for each rule group", () => {
    const group = { ruleGroupId: "rslvr-frg-1", ruleGroupName: "central", domains: null };
    const dnsFirewall = read(
      { ...group, name: "malware", action: "BLOCK" as const },
      { ...group, name: "botnets", action: "BLOCK" as const },
      { ...group, name: "alerts", action: "ALERT" as const },
      { ...group, ruleGroupId: "rslvr-frg-2", ruleGroupName: "", name: "", action: "BLOCK" as const },
    );
    expect(notChecked({ ...plain(), dnsFirewall })).toEqual([
      "whether malware and botnets of the DNS Firewall rule group central block the same names (their domains cannot be read)",
      "whether the DNS Firewall rule group rslvr-frg-2 blocks the same names (their domains cannot be read)",
    ]);
  });

  it("is the rules of groups of other VPCs that interfaces carry and that cannot be read", () => {
    const net = account();
    const subnetId = net.subnet("a");
    const [own, shared, hidden] = [net.group("own"), "sg-shared", "sg-hidden"] as const;
    net.networkInterface(subnetId, [own], "10.0.1.5");
    const snapshot = net.snapshot();
    for (const one of snapshot.networkInterfaces) one.securityGroupIds = [own, shared, hidden];
    const group = {
      name: "",
      description: "",
      ownerId: "",
      ingress: [],
      egress: [],
      tags: {},
      vpcId: "vpc-9",
    } as const;
    const associatedGroups = [{ ...group, id: shared, ingress: [], egress: [] }];
    expect(notChecked({ ...snapshot, associatedGroups })).toEqual([
      "the rules of sg-hidden (interfaces carry these security groups of other VPCs, which cannot be read)",
    ]);
  });

  it("is what is in prefix lists without entries", () => {
    const net = account();
    net.group("own", { egress: [rule("pl-closed")] });
    const list = { id: "pl-closed", name: "closed", ownerId: "444455556666", maxEntries: 5 } as const;
    expect(notChecked(net.snapshot({ prefixLists: [{ ...list, entries: null }] }))).toEqual([
      "which addresses are in the prefix lists closed (EC2 gives no entries)",
    ]);
    expect(notChecked(net.snapshot({ prefixLists: [{ ...list, entries: [] }] }))).toEqual([]);
  });
});
