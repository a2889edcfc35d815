import { afterEach, describe, expect, it } from "vitest";
import { readGateway } from "./ec2-reader";
import { type Call, type Ec2Server, ec2Server, failure, list, type MockResponse } from "./testing/ec2-server";

let server: Ec2Server | undefined;
afterEach(() => server?.stop());

async function account(responses: Record<string, (call: Call) => MockResponse>) {
  server = await ec2Server(responses);
  return { gateway: readGateway(server.target), asked: server.calls, server };
}

const identity = () => ({
  body: `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/ops</Arn>
    <Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
});

const vpc = (id = "vpc-1") =>
  list("DescribeVpcs", `<vpcSet><item><vpcId>${id}</vpcId><cidrBlock>10.0.0.0/16</cidrBlock></item></vpcSet>`);

const attribute = (call: Call) => {
  const name = call.Attribute ?? "";
  return list("DescribeVpcAttribute", `<${name}><value>${name === "enableDnsSupport"}</value></${name}>`);
};

const subnets = (ids: string[], token?: string, vpcId = "vpc-1") =>
  list(
    "DescribeSubnets",
    `<subnetSet>${ids.map((id) => `<item><subnetId>${id}</subnetId><vpcId>${vpcId}</vpcId></item>`).join("")}</subnetSet>`,
    token,
  );

const service = (short: string, type = "Interface") =>
  `<item><serviceName>com.amazonaws.us-east-1.${short}</serviceName>
    <serviceType><item><serviceType>${type}</serviceType></item></serviceType></item>`;

const services = (items: string, token?: string) =>
  list("DescribeVpcEndpointServices", `<serviceDetailSet>${items}</serviceDetailSet>`, token);

const basics = { GetCallerIdentity: identity, DescribeVpcs: () => vpc(), DescribeVpcAttribute: attribute };

describe("the snapshot", () => {
  it("holds all pages of every list, read in pages as large as EC2 gives", async () => {
    const { gateway, asked } = await account({
      ...basics,
      DescribeSubnets: ({ NextToken }) =>
        NextToken ? subnets(["subnet-3"]) : subnets(["subnet-1", "subnet-2"], "more"),
      DescribeVpcEndpointServices: ({ NextToken }) =>
        NextToken ? services(service("logs")) : services(service("ecs"), "more"),
    });
    const snapshot = await gateway.snapshot("vpc-1");
    expect(snapshot.subnets.map(({ id }) => id)).toEqual(["subnet-1", "subnet-2", "subnet-3"]);
    expect(snapshot.services.map(({ name }) => name)).toEqual([
      "com.amazonaws.us-east-1.ecs",
      "com.amazonaws.us-east-1.logs",
    ]);
    const sizes = Object.fromEntries(asked.map(({ Action, MaxResults }) => [Action, MaxResults]));
    expect(sizes).toMatchObject({
      DescribeSubnets: "1000",
      DescribeVpcEndpointServices: "1000",
      DescribeRouteTables: "100",
      DescribeManagedPrefixLists: "100",
    });
  });

  it.each(["DescribeSubnets", "DescribeVpcEndpointServices"])(
    "is refused when %s goes round in circles: half a list would make a wrong plan",
    async (action) => {
      const { gateway } = await account({ ...basics, [action]: () => list(action, "", "same") });
      await expect(gateway.snapshot("vpc-1")).rejects.toMatchObject({ kind: "unreachable", operation: action });
    },
  );

  it("reads an account of 5,000 interfaces and 2,500 groups with 25,000 rules", async () => {
    const pages = (action: string, set: string, count: number, item: (i: number) => string) => (call: Call) => {
      const from = Number(call.NextToken ?? 0);
      const to = Math.min(count, from + 1000);
      const items = Array.from({ length: to - from }, (_, i) => item(from + i)).join("");
      return list(action, `<${set}>${items}</${set}>`, to < count ? String(to) : undefined);
    };
    const rule = (port: number) =>
      `<item><ipProtocol>tcp</ipProtocol><fromPort>${port}</fromPort><toPort>${port}</toPort><groups/>
        <ipRanges><item><cidrIp>10.0.0.0/8</cidrIp><description>${"why ".repeat(20)}</description></item></ipRanges></item>`;
    const rules = Array.from({ length: 10 }, (_, i) => rule(i)).join("");
    const { gateway } = await account({
      ...basics,
      DescribeNetworkInterfaces: pages(
        "DescribeNetworkInterfaces",
        "networkInterfaceSet",
        5_000,
        (i) =>
          `<item><networkInterfaceId>eni-${i}</networkInterfaceId><description>${"task ".repeat(50)}</description></item>`,
      ),
      DescribeSecurityGroups: pages(
        "DescribeSecurityGroups",
        "securityGroupInfo",
        2_500,
        (i) => `<item><groupId>sg-${i}</groupId><ipPermissions>${rules}</ipPermissions></item>`,
      ),
    });
    const { networkInterfaces, securityGroups } = await gateway.snapshot("vpc-1");
    expect(networkInterfaces).toHaveLength(5_000);
    expect(securityGroups.flatMap(({ ingress }) => ingress)).toHaveLength(25_000);
  });

  it("reads the two DNS attributes, and the VPC resolver where there is no option set", async () => {
    const { gateway } = await account(basics);
    expect((await gateway.snapshot("vpc-1")).vpc).toMatchObject({
      enableDnsSupport: true,
      enableDnsHostnames: false,
      domainNameServers: ["AmazonProvidedDNS"],
    });
  });

  it("has no VPC and empty lists when there is none with that id", async () => {
    const { gateway } = await account({ ...basics, DescribeVpcs: () => list("DescribeVpcs", "<vpcSet/>") });
    expect(await gateway.snapshot("vpc-9")).toMatchObject({ accountId: "111122223333", vpc: null, subnets: [] });
  });

  it("distinguishes ids of another VPC from those that do not exist", async () => {
    const { gateway, asked } = await account({
      ...basics,
      DescribeSubnets: (call) =>
        call["Filter.1.Name"] === "subnet-id" ? subnets(["subnet-7"], undefined, "vpc-7") : subnets(["subnet-1"]),
    });
    const snapshot = await gateway.snapshot("vpc-1", ["subnet-1", "subnet-7", "subnet-8"]);
    expect(snapshot.elsewhere).toEqual({ "subnet-7": "vpc-7" });
    const lookup = asked.find((call) => call["Filter.1.Name"] === "subnet-id");
    expect(lookup).toMatchObject({ "Filter.1.Value.1": "subnet-7", "Filter.1.Value.2": "subnet-8" });
  });

  it("reads groups of other VPCs by id, though EC2 refuses a call that names one it does not know", async () => {
    const item = (id: string, vpcId: string) =>
      `<item><groupId>${id}</groupId><vpcId>${vpcId}</vpcId><ipPermissions><item><ipProtocol>-1</ipProtocol><groups>
        <item><groupId>sg-peer</groupId></item></groups></item></ipPermissions></item>`;
    const groups = (items: string) => list("DescribeSecurityGroups", `<securityGroupInfo>${items}</securityGroupInfo>`);
    const { gateway } = await account({
      ...basics,
      DescribeNetworkInterfaces: () =>
        list(
          "DescribeNetworkInterfaces",
          `<networkInterfaceSet><item><networkInterfaceId>eni-1</networkInterfaceId><groupSet><item><groupId>sg-own</groupId></item>
            <item><groupId>sg-shared</groupId></item><item><groupId>sg-hidden</groupId></item></groupSet></item></networkInterfaceSet>`,
        ),
      DescribeVpcEndpoints: () =>
        list(
          "DescribeVpcEndpoints",
          `<vpcEndpointSet><item><vpcEndpointId>vpce-1</vpcEndpointId><vpcEndpointType>Interface</vpcEndpointType>
            <groupSet><item><groupId>sg-own</groupId></item></groupSet></item></vpcEndpointSet>`,
        ),
      DescribeSecurityGroups: (call) => {
        if (call["Filter.1.Name"] !== "group-id") return groups(item("sg-own", "vpc-1"));
        const ids = Object.entries(call).flatMap(([name, value]) => (/^Filter\.1\.Value\./.test(name) ? [value] : []));
        return ids.includes("sg-hidden")
          ? failure("InvalidGroup.NotFound", "The security group 'sg-hidden' does not exist")
          : groups(ids.map((id) => item(id, "vpc-9")).join(""));
      },
    });
    const { associatedGroups, securityGroups } = await gateway.snapshot("vpc-1");
    expect(associatedGroups?.map(({ id, vpcId }) => [id, vpcId])).toEqual([
      ["sg-shared", "vpc-9"],
      ["sg-peer", "vpc-9"],
    ]);
    expect(securityGroups.map(({ id, vpcId }) => [id, vpcId])).toEqual([["sg-own", undefined]]);
  });

  it("reads the prefix lists that rules, routes and gateway services name, and no others", async () => {
    const prefixList = (id: string, name: string, owner: string) =>
      `<item><prefixListId>${id}</prefixListId><prefixListName>${name}</prefixListName><ownerId>${owner}</ownerId></item>`;
    const { gateway, asked } = await account({
      ...basics,
      DescribeVpcEndpointServices: () => services(service("s3", "Gateway")),
      DescribeSecurityGroups: () =>
        list(
          "DescribeSecurityGroups",
          `<securityGroupInfo><item><groupId>sg-1</groupId><ipPermissionsEgress><item><ipProtocol>tcp</ipProtocol>
            <fromPort>443</fromPort><toPort>443</toPort><prefixListIds><item><prefixListId>pl-mine</prefixListId></item>
            <item><prefixListId>pl-closed</prefixListId></item><item><prefixListId>pl-unlisted</prefixListId></item></prefixListIds></item></ipPermissionsEgress></item></securityGroupInfo>`,
        ),
      DescribeRouteTables: () =>
        list(
          "DescribeRouteTables",
          `<routeTableSet><item><routeTableId>rtb-1</routeTableId><routeSet><item><destinationPrefixListId>pl-routed</destinationPrefixListId>
            <transitGatewayId>tgw-1</transitGatewayId></item></routeSet></item></routeTableSet>`,
        ),
      DescribeManagedPrefixLists: () =>
        list(
          "DescribeManagedPrefixLists",
          `<prefixListSet>${prefixList("pl-routed", "routed", "111122223333")}${prefixList("pl-s3", "com.amazonaws.us-east-1.s3", "AWS")}
            ${prefixList("pl-mine", "mine", "111122223333")}${prefixList("pl-closed", "closed", "444455556666")}
            ${prefixList("pl-other", "other", "111122223333")}</prefixListSet>`,
        ),
      DescribePrefixLists: () =>
        list(
          "DescribePrefixLists",
          "<prefixListSet><item><prefixListId>pl-s3</prefixListId><cidrSet><item>52.216.0.0/15</item></cidrSet></item></prefixListSet>",
        ),
      GetManagedPrefixListEntries: ({ PrefixListId, NextToken }) => {
        const entries = (cidr: string, token?: string) =>
          list("GetManagedPrefixListEntries", `<entrySet><item><cidr>${cidr}</cidr></item></entrySet>`, token);
        if (PrefixListId === "pl-closed")
          return failure("UnauthorizedOperation", "You are not authorized to perform this operation.", 403);
        if (PrefixListId === "pl-mine") return entries("10.9.0.0/16");
        return NextToken ? entries("128.0.0.0/1") : entries("0.0.0.0/1", "more");
      },
    });
    const { prefixLists } = await gateway.snapshot("vpc-1");
    expect(prefixLists.map(({ id, entries }) => [id, entries])).toEqual([
      ["pl-routed", ["0.0.0.0/1", "128.0.0.0/1"]],
      ["pl-s3", ["52.216.0.0/15"]],
      ["pl-mine", ["10.9.0.0/16"]],
      ["pl-closed", null],
      ["pl-unlisted", null],
    ]);
    expect(asked.filter(({ Action }) => Action === "GetManagedPrefixListEntries")).toHaveLength(4);
  });

  it("counts the gateway endpoints of the Region's other VPCs that are in use", async () => {
    const endpoint = (vpcId: string, state: string, type = "Gateway") =>
      `<item><vpcEndpointId>vpce-${vpcId}</vpcEndpointId><vpcId>${vpcId}</vpcId><state>${state}</state>
        <vpcEndpointType>${type}</vpcEndpointType></item>`;
    const { gateway } = await account({
      ...basics,
      DescribeVpcEndpoints: () =>
        list(
          "DescribeVpcEndpoints",
          `<vpcEndpointSet>${[
            endpoint("vpc-1", "available"),
            endpoint("vpc-2", "available"),
            endpoint("vpc-3", "deleted"),
            endpoint("vpc-4", "available", "Interface"),
          ].join("")}</vpcEndpointSet>`,
        ),
    });
    expect((await gateway.snapshot("vpc-1")).gatewayEndpointsElsewhere).toBe(1);
  });

  it("has the day of the read, and omits what other services do not return", async () => {
    const { gateway } = await account(basics);
    const { readOn, hostedZones, resolverRules, quotas, prices } = await gateway.snapshot("vpc-1");
    expect(readOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    for (const read of [hostedZones, resolverRules, quotas, prices]) expect(read?.state).toBe("skipped");
  });

  it("asks for several things at once, but not for everything", async () => {
    const slowly = (answer: (call: Call) => MockResponse) => (call: Call) => ({ ...answer(call), delayMs: 200 });
    const lists = ["Subnets", "RouteTables", "NetworkAcls", "SecurityGroups", "NetworkInterfaces", "VpcEndpoints"].map(
      (what) => [`Describe${what}`, slowly(() => list(`Describe${what}`, ""))] as const,
    );
    const { gateway, server } = await account({
      ...Object.fromEntries(lists),
      GetCallerIdentity: slowly(identity),
      DescribeVpcs: slowly(() => vpc()),
      DescribeVpcAttribute: slowly(attribute),
      DescribeVpcEndpointServices: slowly(() => services("")),
    });
    await gateway.snapshot("vpc-1");
    expect(server.mostAtOnce()).toBeGreaterThan(1);
    expect(server.mostAtOnce()).toBeLessThanOrEqual(8);
  });
});

describe("endpoints and tags", () => {
  const endpoint = (id: string, state: string, value: string) =>
    `<item><vpcEndpointId>${id}</vpcEndpointId><state>${state}</state>
      <tagSet><item><key>postern:run</key><value>${value}</value></item></tagSet></item>`;
  const endpoints = (...items: string[]) =>
    list("DescribeVpcEndpoints", `<vpcEndpointSet>${items.join("")}</vpcEndpointSet>`);

  it("leaves out endpoints that EC2 does not know, though it refuses the whole call for one", async () => {
    const { gateway } = await account({
      DescribeVpcEndpoints: (call) =>
        Object.values(call).includes("vpce-9")
          ? failure("InvalidVpcEndpointId.NotFound", "The Vpc Endpoint Id 'vpce-9' does not exist")
          : endpoints(endpoint(call["VpcEndpointId.1"] ?? "", "Pending", "r1")),
    });
    const found = await gateway.endpoints(["vpce-1", "vpce-9", "vpce-2"]);
    expect(found.map(({ id, state }) => [id, state])).toEqual([
      ["vpce-1", "pending"],
      ["vpce-2", "pending"],
    ]);
    expect(await gateway.endpoints([])).toEqual([]);
  });

  it("finds what carries a tag, checks it again, and leaves out what is deleted", async () => {
    const { gateway, asked } = await account({
      DescribeVpcEndpoints: () =>
        endpoints(
          endpoint("vpce-1", "available", "r1"),
          endpoint("vpce-2", "deleted", "r1"),
          endpoint("vpce-3", "available", "r2"),
        ),
    });
    expect(await gateway.tagged("vpc-endpoint", { "postern:run": "r1" })).toEqual(["vpce-1"]);
    expect(asked[0]).toMatchObject({ "Filter.1.Name": "tag:postern:run", "Filter.1.Value.1": "r1" });
  });
});

it("lists the Regions that are enabled", async () => {
  const { gateway } = await account({
    DescribeRegions: () =>
      list(
        "DescribeRegions",
        `<regionInfo><item><regionName>us-east-1</regionName><optInStatus>opt-in-not-required</optInStatus></item>
          <item><regionName>af-south-1</regionName><optInStatus>not-opted-in</optInStatus></item>
          <item><regionName>ap-south-1</regionName><optInStatus>opted-in</optInStatus></item></regionInfo>`,
      ),
  });
  expect(await gateway.regions()).toEqual(["ap-south-1", "us-east-1"]);
});

it("counts what lives in each VPC", async () => {
  const { gateway } = await account({
    ...basics,
    DescribeSubnets: () => subnets(["subnet-1", "subnet-2"]),
    DescribeNetworkInterfaces: () =>
      list(
        "DescribeNetworkInterfaces",
        `<networkInterfaceSet><item><vpcId>vpc-1</vpcId><interfaceType>lambda</interfaceType></item>
          <item><vpcId>vpc-1</vpcId></item><item><vpcId>vpc-2</vpcId></item></networkInterfaceSet>`,
      ),
  });
  expect(await gateway.vpcs()).toMatchObject([
    {
      id: "vpc-1",
      subnetCount: 2,
      endpointCount: 0,
      interfaces: { lambda: 1, interface: 1 },
      workloads: { function: 1, interface: 1 },
    },
  ]);
});
