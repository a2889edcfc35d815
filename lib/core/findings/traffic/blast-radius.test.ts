import { expect, it } from "vitest";
import { plan } from "#lib/core/plan";
import { account } from "#lib/core/testing/account";
import { intentFor } from "#lib/core/testing/intent";

it("names workloads that would lose access once each, with their kind and name", () => {
  const net = account();
  const subnet = net.subnet();
  net.routeTable([subnet], [net.nat()]);
  const [client, batch, web] = [net.group("tasks"), net.group("batch"), net.group("web")];
  net.networkInterface(subnet, [client], "10.0.1.10");
  const attachment = (end: string) => ({
    description: `arn:aws:ecs:us-east-1:111122223333:attachment/0d9c0a1e-6f6c-4a3a-9d0e-2b6a6f6c1a${end}`,
  });
  const tasks = ["01", "02"].map((end) => net.networkInterface(subnet, [batch], `10.0.1.${end}`, attachment(end)));
  const [bare] = [net.networkInterface(subnet, [web], "10.0.1.30")];
  const resize = net.networkInterface(subnet, [web], "10.0.1.31", { description: "AWS Lambda VPC ENI-resize" });
  const snapshot = net.snapshot();
  const { findings } = plan(
    snapshot,
    intentFor(snapshot, { services: ["ecs", "logs"], clientSecurityGroupIds: [client] }),
  );
  const found = findings.filter(({ code }) => code === "blast-radius");
  expect(found.map(({ summary }) => summary)).toEqual(
    ["ecs", "logs"].map(
      (service) => `${service}: 2 tasks of batch, 1 interface of web and function resize would lose access.`,
    ),
  );
  const who = `2 tasks of batch (${tasks.join(" and ")}), 1 interface of web (${bare}) and function resize (${resize})`;
  for (const { detail } of found) expect(detail).toContain(who);
  expect(found[0]?.resources.toSorted()).toEqual([...tasks, bare, resize].toSorted());
});
