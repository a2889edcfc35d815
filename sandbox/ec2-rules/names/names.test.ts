/** Names in the sandbox: Profiles, and zones of other accounts. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { memoryJournal } from "../journal";
import { harness } from "../testing/harness";
import { createEndpoint } from "../testing/requests";

const VPC = "vpc-00000000000000001";
const ECS = "ecs.us-east-1.amazonaws.com";
const ZONE_ARN = "arn:aws:route53:::hostedzone/Z1";
const GROUP_ARN = "arn:aws:route53resolver:us-east-1:000000000000:firewall-rule-group/rslvr-frg-1";

type Json = Record<string, unknown>;

/** A call signed with `key`. */
async function call(
  url: string,
  service: string,
  method: string,
  path: string,
  input?: object,
  key = "test",
  headers = {},
) {
  const authorization = `AWS4-HMAC-SHA256 Credential=${key}/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization, ...headers },
    ...(input ? { body: JSON.stringify(input) } : {}),
  });
  const body = await response.text();
  return { status: response.status, error: response.headers.get("x-amzn-errortype"), body, json: parsed(body) };
}

function parsed(body: string): Json {
  try {
    return JSON.parse(body) as Json;
  } catch {
    return {};
  }
}

const profiles = (url: string) => (method: string, path: string, input?: object) =>
  call(url, "route53profiles", method, path, input);

/** A Profile, given to the VPC. */
async function profileOf(url: string, name: string, more: object = {}) {
  const ask = profiles(url);
  const { Profile } = (await ask("POST", "/profile", { Name: name, ClientToken: "1" })).json as { Profile: Json };
  const id = String(Profile.Id);
  const association = await ask("POST", "/profileassociation", { Name: name, ProfileId: id, ResourceId: VPC, ...more });
  return { id, association };
}

describe("Route 53 Profiles in the sandbox", () => {
  it("are given to VPCs with a priority, unique in the VPC, and apply their resources to it", async () => {
    const { url } = await harness();
    const ask = profiles(url);
    const first = await profileOf(url, "first");
    const second = await profileOf(url, "second", { Priority: 50_00 });
    expect((await profileOf(url, "third", { Priority: 100 })).association).toMatchObject({
      status: 400,
      error: "ValidationException",
    });
    for (const [arn, properties] of [[ZONE_ARN], [GROUP_ARN, '{"priority":102}']] as const) {
      const ResourceProperties = properties === undefined ? {} : { ResourceProperties: properties };
      const input = { Name: "r", ProfileId: first.id, ResourceArn: arn, ...ResourceProperties };
      expect((await ask("POST", "/profileresourceassociation", input)).status).toBe(200);
    }
    const listed = await ask("GET", `/profileassociations?resourceId=${VPC}&maxResults=100`);
    expect(listed.json.ProfileAssociations).toMatchObject([
      { ProfileId: first.id, ResourceId: VPC, Priority: 100, Status: "COMPLETE" },
      { ProfileId: second.id, Priority: 5000 },
    ]);
    expect((await ask("GET", "/profileassociations?resourceId=vpc-9")).json.ProfileAssociations).toEqual([]);
    const brought = await ask("GET", `/profileresourceassociations/profileid/${first.id}`);
    expect(brought.json.ProfileResourceAssociations).toMatchObject([
      { ResourceArn: ZONE_ARN, ResourceType: "PRIVATE_HOSTED_ZONE" },
      { ResourceArn: GROUP_ARN, ResourceType: "FIREWALL_RULE_GROUP", ResourceProperties: '{"priority":102}' },
    ]);
  });

  it("can be removed, and are kept over a restart", async () => {
    const journal = memoryJournal();
    const before = await harness({}, journal);
    const ask = profiles(before.url);
    const kept = await profileOf(before.url, "kept");
    const gone = await profileOf(before.url, "gone");
    expect((await ask("DELETE", `/profile/${gone.id}`)).error).toBe("ConflictException");
    expect((await ask("DELETE", `/profileassociation/Profileid/${gone.id}/resourceid/${VPC}`)).status).toBe(200);
    expect((await ask("DELETE", `/profile/${gone.id}`)).status).toBe(200);
    await ask("POST", "/profileresourceassociation", { Name: "z", ProfileId: kept.id, ResourceArn: ZONE_ARN });
    const path = `/profileresourceassociation/profileid/${kept.id}/resourcearn/${encodeURIComponent(ZONE_ARN)}`;
    expect((await ask("DELETE", path)).status).toBe(200);

    const after = await harness({}, journal);
    await after.ec2.replay();
    const again = profiles(after.url);
    expect((await again("GET", "/profiles")).json.ProfileSummaries).toMatchObject([{ Id: kept.id, Name: "kept" }]);
    const listed = await again("GET", `/profileassociations?resourceId=${VPC}`);
    expect(listed.json.ProfileAssociations).toMatchObject([{ ProfileId: kept.id }]);
    const brought = await again("GET", `/profileresourceassociations/profileid/${kept.id}`);
    expect(brought.json.ProfileResourceAssociations).toEqual([]);
  });

  it.each([
    ["GET", "/profileresourceassociations/profileid/rp-none", undefined, "ResourceNotFoundException"],
    ["POST", "/profileassociation", { ProfileId: "rp-none", ResourceId: VPC }, "ResourceNotFoundException"],
  ])("%s %s of a Profile that does not exist is refused", async (method, path, input, error) => {
    const { url } = await harness();
    expect((await profiles(url)(method, path, input)).error).toBe(error);
  });

  it("may be kept from a key by a policy", async () => {
    const { url, ec2 } = await harness();
    ec2.principals.attach("reader", [
      { Statement: [{ Effect: "Allow", Action: "route53profiles:ListProfileAssociations", Resource: "*" }] },
    ]);
    const read = (path: string) => call(url, "route53profiles", "GET", path, undefined, "reader");
    expect((await read(`/profileassociations?resourceId=${VPC}`)).status).toBe(200);
    expect((await read("/profileresourceassociations/profileid/rp-1")).error).toBe("AccessDeniedException");
  });
});

describe("DNS Firewall in the sandbox", () => {
  it("lists which VPC has which rule group, until it has it no more", async () => {
    const { url } = await harness();
    const ask = (operation: string, input: object) =>
      call(url, "route53resolver", "POST", "/", input, "test", { "x-amz-target": `Route53Resolver.${operation}` });
    const list = async (input: object) =>
      (await ask("ListFirewallRuleGroupAssociations", input)).json.FirewallRuleGroupAssociations;
    const input = { FirewallRuleGroupId: "rslvr-frg-1", VpcId: VPC, Priority: 101, Name: "central" };
    const { json } = await ask("AssociateFirewallRuleGroup", input);
    const { Id } = json.FirewallRuleGroupAssociation as Json;
    expect(await list({ VpcId: VPC })).toMatchObject([{ ...input, Id }]);
    expect(await list({ VpcId: "vpc-9" })).toEqual([]);
    expect((await ask("DisassociateFirewallRuleGroup", { FirewallRuleGroupAssociationId: Id })).status).toBe(200);
    expect(await list({})).toEqual([]);
    expect((await ask("DisassociateFirewallRuleGroup", { FirewallRuleGroupAssociationId: Id })).status).toBe(400);
  });
});

describe("A private hosted zone of another account", () => {
  const zone = { id: "ZOTHER", name: ECS, owningAccount: "444455556666", vpcIds: [VPC] };

  it("is listed with the VPC's own, and its records cannot be read", async () => {
    const localStack = createServer((_, response) =>
      response.end(
        "<ListHostedZonesByVPCResponse><HostedZoneSummaries><HostedZoneSummary><HostedZoneId>ZOWN</HostedZoneId></HostedZoneSummary></HostedZoneSummaries></ListHostedZonesByVPCResponse>",
      ),
    );
    await new Promise<void>((resolve) => localStack.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void localStack.close());
    const emulator = { url: `http://127.0.0.1:${(localStack.address() as AddressInfo).port}`, key: "" };
    const { url } = await harness({}, memoryJournal(), emulator);
    await fetch(`${url}/_postern/hosted-zones`, { method: "POST", body: JSON.stringify(zone) });
    const listed = await call(url, "route53", "GET", `/2013-04-01/hostedzonesbyvpc?vpcid=${VPC}&vpcregion=us-east-1`);
    expect(listed.body).toMatch(/ZOWN.*ZOTHER.*<Name>ecs\.us-east-1\.amazonaws\.com\.<\/Name>.*444455556666/s);
    const other = await call(url, "route53", "GET", "/2013-04-01/hostedzonesbyvpc?vpcid=vpc-9&vpcregion=us-east-1");
    expect(other.body).not.toContain("ZOTHER");
    for (const path of ["", "/rrset"]) {
      const refused = await call(url, "route53", "GET", `/2013-04-01/hostedzone/ZOTHER${path}`);
      expect(refused.status).toBe(403);
      expect(refused.body).toContain("<Code>AccessDenied</Code>");
    }
  });

  it("keeps EC2 from private DNS for its name", async () => {
    const { client, ec2 } = await harness();
    ec2.note({ accessKey: "test", account: "000000000000", region: "us-east-1" }, "hostedZones", zone);
    await expect(createEndpoint(client, { PrivateDnsEnabled: true })).rejects.toThrow(/conflicting DNS domain/);
  });
});
