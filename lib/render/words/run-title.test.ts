import { describe, expect, it } from "vitest";
import type { Change, ChangeKind } from "#lib/core/format/plan-format";
import { intentSchema } from "#lib/core/intent/intent";
import { plan } from "#lib/core/plan";
import { aboutOf, namesIn } from "#lib/core/run/names";
import type { Run, RunStep } from "#lib/core/run/run";
import { account } from "#lib/core/testing/account";
import { changeTitle, undoTitle } from "./change-title";
import { namesOfRun, runTitle } from "./run-title";

function shop(services: string[]) {
  const vpc = account();
  const subnet = vpc.subnet("a");
  vpc.routeTable([subnet], [vpc.nat()]);
  const tasks = vpc.group("shop-tasks");
  const snapshot = vpc.snapshot();
  const named = { ...snapshot, vpc: snapshot.vpc && { ...snapshot.vpc, tags: { Name: "shop" } } };
  const intent = intentSchema.parse({
    version: 1,
    region: "us-east-1",
    vpcId: vpc.vpcId,
    services,
    subnetIds: [subnet],
    clientSecurityGroupIds: [tasks],
  });
  const planned = plan(named, intent);
  return { planned, names: namesIn(planned, named), vpcId: vpc.vpcId, tasks };
}

describe("a run is titled by who gets what and where", () => {
  const of = (services: string[]) => {
    const { planned, names } = shop(services);
    return { kind: "apply", of: null, changes: planned.changes.length, about: aboutOf(planned, names) } as const;
  };

  it("with the names of groups, services and the VPC", () => {
    expect(runTitle(of(["ecs", "ecr.api", "ecr.dkr", "logs"]))).toBe("Give shop-tasks ecr, ecs and logs in shop");
  });

  it("with the number of what there is no room for", () => {
    expect(runTitle(of(["ecs", "ecr.api", "logs", "kms", "sts", "ssm"]))).toBe(
      "Give shop-tasks ecr, ecs, kms and 3 more in shop",
    );
  });

  it("the same of a rollback, which says so first", () => {
    expect(runTitle({ ...of(["ecs"]), kind: "rollback", of: "run-0123456789abcdef0" })).toBe(
      "Roll back: Give shop-tasks ecs in shop",
    );
  });

  it("by its number of changes where no names were stored", () => {
    expect(runTitle({ kind: "apply", of: null, changes: 9 })).toBe("Apply 9 changes");
    expect(runTitle({ kind: "rollback", of: "run-0123456789abcdef0", changes: 9 })).toBe(
      "Roll back run-0123456789abcdef0",
    );
  });

  it("by ids where the account has no names", () => {
    const { planned, vpcId, tasks } = shop(["ecs"]);
    expect(aboutOf(planned, {})).toEqual({ vpc: vpcId, clients: [tasks], services: ["ecs"] });
  });
});

describe("what undoes a change is named by what is done", () => {
  const change = (kind: ChangeKind, input: Change["input"]): Change => ({
    id: kind,
    kind,
    operation: "CreateVpcEndpoint",
    input,
    dependsOn: [],
    reason: "",
    reversible: true,
  });
  const named = {
    region: "us-east-1",
    securityGroups: [{ id: "sg-0123456789abcdef0" as const, name: "shop-tasks" }],
    endpoints: [],
  };
  const logs = { ServiceName: "com.amazonaws.us-east-1.logs" };
  const rules = {
    GroupId: "sg-0123456789abcdef0",
    IpPermissions: [
      { IpProtocol: "tcp", FromPort: 443, ToPort: 443, UserIdGroupPairs: [{ GroupId: "sg-0123456789abcdef1" }] },
    ],
  };

  it.each([
    [change("create-endpoint", logs), "Create endpoint logs", "Delete endpoint logs"],
    [
      change("create-security-group", { GroupName: "postern" }),
      "Create security group postern",
      "Delete security group postern",
    ],
    [
      change("authorize-egress", rules),
      "Allow egress on tcp 443 from shop-tasks",
      "Revoke egress on tcp 443 from shop-tasks",
    ],
    [
      change("authorize-ingress", rules),
      "Allow ingress on tcp 443 to shop-tasks",
      "Revoke ingress on tcp 443 to shop-tasks",
    ],
    [change("enable-private-dns", logs), "Turn private DNS on for logs", "Turn private DNS off for logs"],
    [change("enable-dns-support", {}), "Turn DNS resolution on", "Turn DNS resolution off"],
    [change("enable-dns-hostnames", {}), "Turn DNS hostnames on", "Turn DNS hostnames off"],
    [change("modify-endpoint", logs), "Change endpoint logs", "Change endpoint logs back"],
  ])("%#: $1", (one, done, undone) => {
    expect([changeTitle(one, named), undoTitle(one, named)]).toEqual([done, undone]);
  });
});

describe("what a run created is called by what it is", () => {
  const { planned, names, vpcId } = shop(["ecs"]);
  const nameIn = (change: string, over: Partial<RunStep>) => {
    const steps = [{ change, resultId: null, input: null, ...over } as RunStep];
    return namesOfRun({ steps, request: { plan: planned, names } as Run["request"] });
  };
  const ecs = "vpce-0123456789abcdef0";

  it("by its result, and by what a rollback deletes", () => {
    expect(nameIn("create-endpoint-ecs", { resultId: ecs })(ecs)).toBe("endpoint ecs");
    expect(nameIn("undo-create-endpoint-ecs", { input: { VpcEndpointIds: [ecs] } })(ecs)).toBe("endpoint ecs");
  });

  it("and the VPC keeps its name while a call that names it is under way", () => {
    expect(nameIn("create-endpoint-ecs", { input: { VpcId: vpcId } })(vpcId)).toBe("shop");
  });
});
