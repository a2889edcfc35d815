import { lacksDryRun, refusals } from "#lib/core/network/ec2-rules";
import type { Rule } from "../call";
import { listedEndpoints } from "../endpoints/endpoint";
import { listedInterfaces } from "../endpoints/interface";
import { vpc } from "../facts";
import { refuse } from "../protocol/refuse";

export const dryRun: Rule = {
  name: "DryRun checks permissions only and does nothing",
  source: refusals.dryRun.source,
  actions: ["*"],
  before(call) {
    const given = call.params.get("DryRun");
    if (given !== undefined && lacksDryRun.has(call.action)) refuse(refusals.unknownParameter, { name: "DryRun" });
    if (given?.toLowerCase() === "true") refuse(refusals.dryRun);
    return undefined;
  },
};

export const oneAttributeAtATime: Rule = {
  name: "ModifyVpcAttribute changes one attribute a call",
  source: refusals.twoAttributes.source,
  actions: ["ModifyVpcAttribute"],
  before(call) {
    const given = ["EnableDnsHostnames", "EnableDnsSupport"].filter((name) => call.params.has(`${name}.Value`));
    if (given.length > 1) refuse(refusals.twoAttributes, { names: given });
    return undefined;
  },
};

export const supportFirst: Rule = {
  name: "DNS hostnames are enabled after DNS support, and with it only",
  source: refusals.hostnamesNeedSupport.source,
  actions: ["ModifyVpcAttribute"],
  async before(call) {
    if (call.params.get("EnableDnsHostnames.Value")?.toLowerCase() !== "true") return undefined;
    const { enableDnsSupport } = await vpc(call, call.params.get("VpcId") ?? "");
    if (!enableDnsSupport) refuse(refusals.hostnamesNeedSupport);
    return undefined;
  },
};

export const subnetInUse: Rule = {
  name: "A subnet with interfaces of an endpoint cannot be deleted",
  source: refusals.subnetInUse.source,
  actions: ["DeleteSubnet"],
  before(call) {
    const subnetId = call.params.get("SubnetId") ?? "";
    if (listedInterfaces(call).some((entry) => entry.subnetId === subnetId)) refuse(refusals.subnetInUse, { subnetId });
    return undefined;
  },
};

export const vpcInUse: Rule = {
  name: "A VPC with endpoints cannot be deleted",
  source: refusals.vpcInUse.source,
  actions: ["DeleteVpc"],
  before(call) {
    const vpcId = call.params.get("VpcId") ?? "";
    const used = listedEndpoints(call.state, call.now).some((endpoint) => endpoint.vpcId === vpcId);
    if (used) refuse(refusals.vpcInUse, { vpcId });
    return undefined;
  },
};
