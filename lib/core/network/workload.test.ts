import { describe, expect, it } from "vitest";
import type { NetworkInterface } from "./snapshot";
import { workloadOf } from "./workload";

const plain: NetworkInterface = {
  id: "eni-0000000a",
  subnetId: "subnet-0000000a",
  securityGroupIds: [],
  addresses: [],
  prefixes: [],
  ipv6Addresses: [],
  interfaceType: "interface",
  description: "",
  requesterId: null,
  status: "in-use",
  instanceId: null,
  tags: {},
};

const of = (more: Partial<NetworkInterface>) => workloadOf({ ...plain, ...more });

describe("a network interface belongs to", () => {
  it("a task, known by its service where ECS tags it, else by its attachment", () => {
    const description = "arn:aws:ecs:us-east-1:111122223333:attachment/8a1f";
    expect(of({ description })).toEqual({ what: "task", label: "8a1f" });
    expect(of({ description, tags: { "aws:ecs:serviceName": "web" } })).toEqual({ what: "task", label: "web" });
    expect(of({ description, instanceId: "i-0000000a" }).what).toBe("task");
    expect(of({ description: description.replace("aws", "aws-us-gov") }).what).toBe("task");
  });

  it("a function, known by its name", () => {
    const description = "AWS Lambda VPC ENI-resize-images-2b1c6a2e-0f4f-4f0e-9d2c-1f2e3d4c5b6a";
    expect(of({ description, interfaceType: "lambda" })).toEqual({ what: "function", label: "resize-images" });
    expect(of({ description: "AWS Lambda VPC ENI-resize" })).toEqual({ what: "function", label: "resize" });
    expect(of({ interfaceType: "lambda" })).toEqual({ what: "function", label: "eni-0000000a" });
  });

  it("a load balancer, known by its name", () => {
    expect(of({ description: "ELB app/front/50dc6c495c0c9188" })).toEqual({ what: "load balancer", label: "front" });
    expect(of({ description: "ELB old-one" })).toEqual({ what: "load balancer", label: "old-one" });
    expect(of({ interfaceType: "network_load_balancer", tags: { Name: "nlb" } })).toEqual({
      what: "load balancer",
      label: "nlb",
    });
  });

  it("an instance, known by its id", () => {
    expect(of({ instanceId: "i-0000000a" })).toEqual({ what: "instance", label: "i-0000000a" });
  });

  it("something else, known by its name, its description or its own id", () => {
    expect(of({ tags: { Name: "db" }, description: "RDSNetworkInterface" }).label).toBe("db");
    expect(of({ description: "RDSNetworkInterface" })).toEqual({ what: "interface", label: "RDSNetworkInterface" });
    expect(of({})).toEqual({ what: "interface", label: "eni-0000000a" });
  });
});
