import { describe, expect, it } from "vitest";
import { account, openEgress, rule } from "#lib/core/testing/account";
import { checkCluster } from "./cluster-check";
import type { ClusterNeeds } from "./cluster-needs";

/** Two services in isolated subnets: `web`, which runs, and `jobs`, of which no task runs. */
function cluster() {
  const net = account();
  const [a, b] = [net.subnet("a"), net.subnet("b")];
  const [web, jobs] = [net.group("web", { egress: openEgress }), net.group("jobs", { egress: openEgress })];
  const endpoints = net.group("endpoints", { ingress: [rule("10.0.0.0/16")] });
  net.networkInterface(a, [web], "10.0.1.20");
  net.endpoint("logs", { subnetIds: [a, b], securityGroupIds: [endpoints], privateDnsEnabled: true });
  const workload = (name: string, services: string[], subnetId: typeof a, groupId: typeof web) => ({
    name,
    kind: "service" as const,
    services,
    reasons: [],
    notes: [],
    clients: { vpcIds: [net.vpcId], subnetIds: [subnetId], securityGroupIds: [groupId], unread: [] },
  });
  const needs: ClusterNeeds = {
    clusterName: "shop",
    region: "us-east-1",
    workloads: [workload("web", ["logs"], a, web), workload("jobs", ["logs", "ssm"], b, jobs)],
    unread: [],
  };
  return { snapshot: net.snapshot(), needs, web, jobs };
}

describe("a check of a cluster", () => {
  it("looks at each workload for what it needs itself, also where none of its tasks runs", () => {
    const { snapshot, needs, web, jobs } = cluster();
    const { check, of } = checkCluster(snapshot, needs);
    const rows = check.reachability.map(({ securityGroupId, service, verdict }) => [securityGroupId, service, verdict]);
    expect(rows.sort()).toEqual(
      [
        [web, "logs", "private"],
        [jobs, "logs", "private"],
        [jobs, "ssm", "none"],
      ].sort(),
    );
    expect(of("web")).toEqual([]);
    expect(of("jobs").map(({ services, sentence }) => [services, sentence])).toEqual([
      [
        ["ssm"],
        expect.stringMatching(/^Tasks in subnet-\S+ cannot read parameters from Parameter Store: no ssm endpoint/),
      ],
    ]);
  });

  it("checks workloads that are alike once, and knows the symptoms of each", () => {
    const { snapshot, needs } = cluster();
    const [, jobs] = needs.workloads;
    if (!jobs) throw new Error("there are two");
    const { symptoms, of } = checkCluster(snapshot, {
      ...needs,
      workloads: [...needs.workloads, { ...jobs, name: "more" }],
    });
    expect(symptoms).toHaveLength(1);
    expect(of("more")).toEqual(of("jobs"));
  });

  it("changes nothing in the snapshot", () => {
    const { snapshot, needs } = cluster();
    const before = structuredClone(snapshot);
    checkCluster(snapshot, needs);
    expect(snapshot).toEqual(before);
  });
});
