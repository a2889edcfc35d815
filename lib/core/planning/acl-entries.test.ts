import { expect, it } from "vitest";
import type { Snapshot } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import { account } from "#lib/core/testing/account";
import { intentFor } from "#lib/core/testing/intent";
import { lackingAclEntries } from "./acl-entries";

/** A workload in one subnet, the endpoints in another; the workload's network ACL denies all, at 100. */
function closed() {
  const a = account();
  const [client, other] = [a.subnet("a"), a.subnet("b")];
  const tasks = a.group("tasks");
  a.networkInterface(client, [tasks], "10.0.1.10");
  const deny = (egress: boolean) =>
    ({ ruleNumber: 100, egress, allow: false, protocol: "-1", cidr: "0.0.0.0/0", ports: null }) as const;
  a.networkAcl([client], [deny(true), deny(false)]);
  return { snapshot: a.snapshot(), tasks, client, other };
}

const planOf = (snapshot: Snapshot, subnetIds: Snapshot["subnets"][number]["id"][], services = ["ecs"]) =>
  plan(snapshot, intentFor(snapshot, { services, subnetIds }));

it("names the entries that let a plan's paths through, before the first that denies", () => {
  const { snapshot, client, other } = closed();
  const found = lackingAclEntries(snapshot, planOf(snapshot, [other]));
  const [{ acl, entries } = { acl: null, entries: [] }] = found;
  expect(acl?.subnetIds).toEqual([client]);
  expect(
    entries.map(({ ruleNumber, egress, cidr, ports }) => [ruleNumber, egress, cidr, ports?.from, ports?.to]),
  ).toEqual([
    [99, false, "10.0.2.0/24", 1024, 65535],
    [99, true, "10.0.2.0/24", 443, 443],
  ]);
});

it.each([[["ecs"]], [["ecs", "logs", "s3"]]])("unblocks a plan of %j once they are there", (services) => {
  const { snapshot, other } = closed();
  const blocked = planOf(snapshot, [other], services);
  expect(blocked.findings.map(({ code }) => code)).toContain("nacl-blocks");
  const lacking = lackingAclEntries(snapshot, blocked);
  const mended = {
    ...snapshot,
    networkAcls: snapshot.networkAcls.map((acl) => ({
      ...acl,
      entries: [...acl.entries, ...lacking.filter((one) => one.acl.id === acl.id).flatMap(({ entries }) => entries)],
    })),
  };
  const after = planOf(mended, [other], services);
  expect(after.findings.map(({ code }) => code)).not.toContain("nacl-blocks");
  expect(after.reachability.every((row) => row.after === "private")).toBe(true);
  expect(lackingAclEntries(mended, after)).toEqual([]);
});

it("asks for nothing where no network ACL blocks", () => {
  const a = account();
  a.networkInterface(a.subnet("a"), [a.group("tasks")], "10.0.1.10");
  expect(
    lackingAclEntries(
      a.snapshot(),
      planOf(
        a.snapshot(),
        a.snapshot().subnets.map(({ id }) => id),
      ),
    ),
  ).toEqual([]);
});
