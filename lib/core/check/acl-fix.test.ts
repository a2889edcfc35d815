import { describe, expect, it } from "vitest";
import type { NetworkAclEntry, Snapshot } from "#lib/core/network/snapshot";
import { account, openNaclEntries } from "#lib/core/testing/account";
import { aclEntriesForFixes } from "./acl-fix";
import { symptoms } from "./symptoms";
import { checkVpc } from "./vpc-check";

const deny = (egress: boolean, from: number, to: number): NetworkAclEntry => ({
  ...{ ruleNumber: 50, egress, allow: false, protocol: "6", cidr: "10.0.0.0/8" },
  ports: { from, to },
});

/** Tasks in a private subnet behind a network ACL with these entries before those that allow everything. */
function tasks(entries: NetworkAclEntry[]): Snapshot {
  const network = account();
  const [own, other] = [network.subnet("a"), network.subnet("a")];
  network.networkAcl([own], [...entries, ...openNaclEntries]);
  network.networkInterface(own, [network.group("tasks")], "10.0.1.10");
  network.endpoint("logs", { subnetIds: [other], securityGroupIds: [network.group("endpoints")] });
  return network.snapshot();
}

const found = (snapshot: Snapshot) => {
  const vpcId = snapshot.vpc?.id;
  if (!vpcId) throw new Error("no VPC");
  return symptoms(checkVpc(snapshot, vpcId, ["logs"]), snapshot);
};

describe("network ACLs in the way of a fix", () => {
  it.each([
    ["requests", [deny(true, 443, 443)]],
    ["replies", [deny(false, 1024, 65_535)]],
    ["both", [deny(true, 443, 443), deny(false, 32_768, 65_535)]],
  ])("that stop %s get the entries after which a plan fixes the rest", (_, entries) => {
    const snapshot = tasks(entries);
    const before = found(snapshot);
    expect(before.every(({ fix }) => fix.byPlan)).toBe(false);
    const lacking = aclEntriesForFixes(snapshot, before);
    const networkAcls = snapshot.networkAcls.map((acl) => {
      const own = lacking.find((one) => one.acl === acl);
      return own ? { ...acl, entries: [...acl.entries, ...own.entries] } : acl;
    });
    const after = found({ ...snapshot, networkAcls });
    expect(after.length).toBeGreaterThan(0);
    expect(after.every(({ fix }) => fix.byPlan)).toBe(true);
    expect(aclEntriesForFixes({ ...snapshot, networkAcls }, after)).toEqual([]);
  });

  it("are none where a plan fixes it, and where nothing is broken", () => {
    const snapshot = tasks([]);
    expect(aclEntriesForFixes(snapshot, found(snapshot))).toEqual([]);
    expect(aclEntriesForFixes(snapshot, [])).toEqual([]);
  });
});
