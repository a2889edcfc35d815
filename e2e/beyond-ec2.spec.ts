/** What other services than EC2 know of a VPC: read through the same endpoint, and held to by the planner as by EC2. */
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CreateVpcEndpointCommand, type EC2Client, ModifyVpcAttributeCommand } from "@aws-sdk/client-ec2";
import { CreateHostedZoneCommand, DeleteHostedZoneCommand, Route53Client } from "@aws-sdk/client-route-53";
import { callResolver } from "#sandbox/testing/resolver";
import { expect, test } from "./fixtures";
import { endpointsOf, type Network, privateNetwork } from "./network";

const ECS = "ecs.us-east-1.amazonaws.com";
const REGION = "us-east-1";
const credentials = { accessKeyId: "test", secretAccessKey: "test" };

type Finding = { severity: string; code: string; summary: string };
type Planned = { status: number | null; findings: Finding[]; stderr: string };

/** `postern plan` of an ECS endpoint, the intent on standard input. */
function plan(network: Network, env: Record<string, string>): Promise<Planned> {
  const intent = {
    version: 1,
    region: REGION,
    vpcId: network.vpcId,
    services: ["ecs"],
    subnetIds: network.subnetIds,
    clientSecurityGroupIds: [network.clientGroupId],
  };
  const child = spawn(process.execPath, ["bin/postern.mjs", "plan", "--intent", "-"], {
    env: { ...process.env, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", ...env },
  });
  child.stdin.end(JSON.stringify(intent));
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) =>
    child.once("close", (status) => resolve({ status, stderr, findings: stdout ? JSON.parse(stdout).findings : [] })),
  );
}

const codes = ({ findings }: Planned): string[] => findings.map(({ severity, code }) => `${severity} ${code}`);

test("a private hosted zone with the service's name blocks the plan, as EC2 would", async ({ ec2, ec2Url }) => {
  const network = await privateNetwork(ec2, "zoned");
  await switchOnDnsHostnames(ec2, network);
  const route53 = new Route53Client({ region: REGION, endpoint: ec2Url, credentials });
  const { HostedZone } = await route53.send(
    new CreateHostedZoneCommand({
      Name: ECS,
      CallerReference: network.vpcId,
      HostedZoneConfig: { Comment: "central endpoint", PrivateZone: true },
      VPC: { VPCId: network.vpcId, VPCRegion: REGION },
    }),
  );

  const blocked = await plan(network, { AWS_ENDPOINT_URL: ec2Url });
  expect(blocked.status, blocked.stderr).toBe(3);
  expect(codes(blocked)).toContain("error hosted-zone-conflict");
  const byHand = new CreateVpcEndpointCommand({
    VpcId: network.vpcId,
    VpcEndpointType: "Interface",
    ServiceName: `com.amazonaws.${REGION}.ecs`,
    SubnetIds: network.subnetIds,
    PrivateDnsEnabled: true,
  });
  await expect(ec2.send(byHand)).rejects.toThrow(/conflicting DNS domain/);
  expect(await endpointsOf(ec2, network.vpcId)).toEqual({});

  await route53.send(new DeleteHostedZoneCommand({ Id: HostedZone?.Id ?? "" }));
  const open = await plan(network, { AWS_ENDPOINT_URL: ec2Url });
  expect(open.status, open.stderr).toBe(2);
  expect(codes(open)).not.toContain("error hosted-zone-conflict");
  expect(open.stderr).toContain("Not checked: this account's quotas");
});

test("a forwarding rule on the name warns, and the account's own quota blocks", async ({ ec2, ec2Url }) => {
  const network = await privateNetwork(ec2, "forwarded");
  const { ResolverEndpoint } = await callResolver(ec2Url, "CreateResolverEndpoint", {
    CreatorRequestId: network.vpcId,
    Direction: "OUTBOUND",
    SecurityGroupIds: [network.clientGroupId],
    IpAddresses: network.subnetIds.map((SubnetId) => ({ SubnetId })),
  });
  const { ResolverRule } = await callResolver(ec2Url, "CreateResolverRule", {
    CreatorRequestId: network.vpcId,
    RuleType: "FORWARD",
    DomainName: ECS,
    Name: "to-the-office",
    ResolverEndpointId: ResolverEndpoint?.Id,
    TargetIps: [{ Ip: "10.9.0.2", Port: 53 }],
  });
  await callResolver(ec2Url, "AssociateResolverRule", { ResolverRuleId: ResolverRule?.Id, VPCId: network.vpcId });
  const serviceQuotas = createServer((_, response) => {
    response.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify({ Quotas: [{ QuotaCode: "L-29B6F2EB", Value: 0 }] }));
  });
  await new Promise<void>((resolve) => serviceQuotas.listen(0, "127.0.0.1", resolve));
  const { port } = serviceQuotas.address() as AddressInfo;

  const planned = await plan(network, {
    AWS_ENDPOINT_URL: ec2Url,
    AWS_ENDPOINT_URL_SERVICE_QUOTAS: `http://127.0.0.1:${port}`,
  });
  serviceQuotas.close();
  expect(planned.status, planned.stderr).toBe(3);
  expect(codes(planned)).toEqual(expect.arrayContaining(["warning resolver-rule", "error endpoint-quota"]));
  expect(planned.findings.find(({ code }) => code === "resolver-rule")?.summary).toContain("to-the-office");
  expect(planned.stderr).not.toContain("Not checked: this account's quotas");
});

async function switchOnDnsHostnames(ec2: EC2Client, { vpcId }: Network): Promise<void> {
  await ec2.send(new ModifyVpcAttributeCommand({ VpcId: vpcId, EnableDnsHostnames: { Value: true } }));
}
