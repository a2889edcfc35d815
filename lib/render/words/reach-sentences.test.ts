import { expect, it } from "vitest";
import type { ReachabilityRow } from "#lib/core/format/plan-format";
import { account } from "#lib/core/testing/account";
import { reachSentences } from "./reach-sentences";

function rows(services: readonly string[], groups: readonly string[], subnetId: string): ReachabilityRow[] {
  return services.flatMap((service) =>
    groups.map((securityGroupId) => ({
      securityGroupId: securityGroupId as ReachabilityRow["securityGroupId"],
      subnetId: subnetId as ReachabilityRow["subnetId"],
      service,
      ports: [443],
      before: "private" as const,
      after: "none" as const,
      blockedBy: { before: [], after: ["client-nacl-out" as const] },
    })),
  );
}

it("a cause that blocks several workloads and services is one entry", () => {
  const vpc = account();
  const subnet = vpc.subnet("a");
  const groups = [vpc.group("shop-web"), vpc.group("shop-tasks")];
  const reachability = rows(["ecs", "logs", "kms", "sts", "ssm", "sqs"], groups, subnet);
  expect(reachSentences({ reachability }, vpc.snapshot())).toEqual([
    {
      view: "after",
      verdict: "none",
      text: `shop-tasks and shop-web in ${subnet}: cannot reach ecs, logs, kms, sts, ssm and sqs, because the network ACL of the workload's subnet does not allow its ports outbound.`,
    },
  ]);
});

it("and says of which workload what holds, where that differs", () => {
  const vpc = account();
  const subnet = vpc.subnet("a");
  const [web, tasks] = [vpc.group("shop-web"), vpc.group("shop-tasks")];
  const reachability = [...rows(["ecs"], [web], subnet), ...rows(["logs"], [tasks], subnet)];
  expect(reachSentences({ reachability }, vpc.snapshot()).map(({ text }) => text)).toEqual([
    `shop-web in ${subnet}: cannot reach ecs; shop-tasks in ${subnet}: cannot reach logs, because the network ACL of the workload's subnet does not allow its ports outbound.`,
  ]);
});
