import { describe, expect, it } from "vitest";
import { account, offer } from "#lib/core/testing/account";
import { isVpcResolver } from "../resolver-address";
import { dnsSuffix, partitionOf } from "./partition";
import { findService, shortName, standardNames } from "./service";
import { portsOfService } from "./service-ports";

describe("a short name", () => {
  it.each([
    ["com.amazonaws.us-east-1.ecr.api", "us-east-1", "ecr.api"],
    ["cn.com.amazonaws.cn-north-1.ecr.api", "cn-north-1", "ecr.api"],
    ["aws.sagemaker.us-east-1.notebook", "us-east-1", "notebook"],
    ["eu.amazonaws.eusc-de-east-1.ecs", "eusc-de-east-1", "ecs"],
    ["com.amazonaws.us-west-2.ecs", "us-east-1", "com.amazonaws.us-west-2.ecs"],
  ])("of %s in %s is %s", (name, region, short) => expect(shortName(name, region)).toBe(short));

  it("finds what is offered under any prefix, Amazon's usual one first", () => {
    const studio = offer("x", { name: "aws.sagemaker.us-east-1.studio" });
    const [other, own] = [offer("x", { name: "vendor.us-east-1.notebook" }), offer("notebook")];
    const snapshot = { region: "us-east-1", services: [studio, other, own] };
    expect(findService(snapshot, "studio")?.offer.name).toBe("aws.sagemaker.us-east-1.studio");
    expect(findService(snapshot, "notebook")?.offer.name).toBe("com.amazonaws.us-east-1.notebook");
    expect(findService(snapshot, "vendor.us-east-1.notebook")).toMatchObject({ key: "vendor.us-east-1.notebook" });
  });
});

it.each([
  ["eusc-de-east-1", "aws-eusc", "amazonaws.eu"],
  ["cn-northwest-1", "aws-cn", "amazonaws.com.cn"],
  ["us-gov-west-1", "aws-us-gov", "amazonaws.com"],
  ["us-iso-east-1", "aws-iso", "c2s.ic.gov"],
  ["us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov"],
  ["eu-isoe-west-1", "aws-iso-e", "cloud.adc-e.uk"],
  ["us-isof-south-1", "aws-iso-f", "csp.hci.ic.gov"],
  ["eu-central-1", "aws", "amazonaws.com"],
])("%s is of the partition %s, with names in %s", (region, partition, suffix) => {
  expect([partitionOf(region), dnsSuffix(region)]).toEqual([partition, suffix]);
});

it("takes aws for the partition where no Region is named", () => {
  expect(partitionOf(null)).toBe("aws");
});

it("a gateway's name ends as its partition's names do", () => {
  const region = "eusc-de-east-1";
  const services = [offer("s3", { name: `com.amazonaws.${region}.s3`, type: "Gateway", privateDnsNames: [] })];
  const s3 = findService({ region, services }, "s3");
  expect(s3 && standardNames(s3, { region, subnets: [] })).toEqual(["s3.eusc-de-east-1.amazonaws.eu"]);
});

describe("the ports of a service", () => {
  const VENDOR = "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0";
  const snapshot = account().snapshot({
    services: [offer("email-smtp"), offer("x", { name: VENDOR, owner: "444455556666" })],
  });
  const portsOf = (raw: string, given = {}) => {
    const service = findService(snapshot, raw);
    return service && portsOfService(snapshot, service, given);
  };
  const one = (port: number) => ({ from: port, to: port });

  it("are those that AWS documents, unless the intent gives others, under whatever name", () => {
    expect(portsOf("email-smtp")).toEqual([one(587)]);
    expect(portsOf("email-smtp", { "email-smtp": [2587, 465] })).toEqual([one(465), one(2587)]);
    expect(portsOf("email-smtp", { "com.amazonaws.us-east-1.email-smtp": [465] })).toEqual([one(465)]);
  });

  it("are unknown for a service that Amazon does not own, unless the intent gives them", () => {
    expect(portsOf(VENDOR)).toBeNull();
    expect(portsOf(VENDOR, { [VENDOR]: ["8000-8010"] })).toEqual([{ from: 8000, to: 8010 }]);
  });
});

it.each([
  ["AmazonProvidedDNS", true],
  ["169.254.169.253", true],
  ["fd00:ec2::253", true],
  ["fd00:ec2:0:0:0:0:0:253", true],
  ["10.0.0.2", true],
  ["10.1.0.2", false],
  ["10.0.0.53", false],
])("%s as a DNS server of a VPC at 10.0.0.0/16 and 10.1.0.0/16: the VPC resolver, %s", (server, is) => {
  expect(isVpcResolver(server, { cidrs: ["10.0.0.0/16", "10.1.0.0/16"] })).toBe(is);
});
