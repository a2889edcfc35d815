import { expect, it } from "vitest";
import { intentSchema } from "#lib/core/intent/intent";
import { plan } from "#lib/core/plan";
import { account } from "#lib/core/testing/account";
import { addedRules, groupRows, usersText } from "./groups";

it("lists the users of each group, the most used first", () => {
  const a = account();
  const subnet = a.subnet("a");
  const [idle, tasks] = [a.group("idle"), a.group("tasks")];
  for (const address of ["10.0.1.10", "10.0.1.11"]) {
    a.networkInterface(subnet, [tasks], address, {
      description: "arn:aws:ecs:us-east-1:111122223333:attachment/6f1c2f0e",
      tags: { "aws:ecs:serviceName": "web" },
    });
  }
  a.networkInterface(subnet, [tasks], "10.0.1.12", { instanceId: "i-0123456789abcdef0" });
  const rows = groupRows(a.snapshot());
  expect(rows.map(({ group }) => group.id)).toEqual([tasks, idle]);
  expect(rows.map(usersText)).toEqual(["2 tasks, 1 instance", ""]);
  expect(rows[0]?.labels).toEqual(["web", "i-0123456789abcdef0"]);
});

it("lists the rules that a plan adds, in the right direction", () => {
  const a = account();
  const subnet = a.subnet("a");
  const client = a.group("tasks", { egress: [] });
  const intent = intentSchema.parse({
    version: 1,
    region: "us-east-1",
    vpcId: a.vpcId,
    services: ["ecs", "s3"],
    subnetIds: [subnet],
    clientSecurityGroupIds: [client],
  });
  const created = "${create-security-group.GroupId}";
  expect(addedRules(plan(a.snapshot(), intent))).toEqual(
    expect.arrayContaining([
      { direction: "in", group: created, peer: client, traffic: "tcp 443" },
      { direction: "out", group: client, peer: created, traffic: "tcp 443" },
      { direction: "out", group: client, peer: "pl-63a5400a", traffic: "tcp 443" },
    ]),
  );
});
