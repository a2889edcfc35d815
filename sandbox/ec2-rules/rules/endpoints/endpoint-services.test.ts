import { DescribeVpcEndpointServicesCommand } from "@aws-sdk/client-ec2";
import { expect, it } from "vitest";
import { sandboxScope } from "../../call";
import { recordedFacts } from "../../endpoints/recorded-services";
import { harness, rule } from "../../testing/harness";
import { createEndpoint } from "../../testing/requests";
import { describeVpcEndpointServices } from "./endpoint-services";

const typesOf = (name: string) =>
  new DescribeVpcEndpointServicesCommand({ Filters: [{ Name: "service-name", Values: [`*.${name}`] }] });

rule(describeVpcEndpointServices, () => {
  it("lists S3 and DynamoDB twice, S3 Express as a gateway", async () => {
    const { client } = await harness();
    const types = async (name: string) =>
      (await client.send(typesOf(name))).ServiceDetails?.map((service) => service.ServiceType?.[0]?.ServiceType);
    expect(await types("s3")).toEqual(["Gateway", "Interface"]);
    expect(await types("dynamodb")).toEqual(["Gateway", "Interface"]);
    expect(await types("s3express")).toEqual(["Gateway"]);
  });

  it("gives private DNS names to interface services only", async () => {
    const { client } = await harness();
    const { ServiceDetails = [] } = await client.send(typesOf("s3"));
    const [gateway, viaInterface] = ServiceDetails;
    expect(gateway?.PrivateDnsNames).toBeUndefined();
    expect(viaInterface?.PrivateDnsNames).toEqual([{ PrivateDnsName: "s3.us-east-1.amazonaws.com" }]);
  });

  it("says which IP address types and zones a service has", async () => {
    const { client } = await harness();
    const { ServiceDetails, ServiceNames } = await client.send(typesOf("xray"));
    expect(ServiceDetails).toEqual([
      expect.objectContaining({
        SupportedIpAddressTypes: ["ipv4"],
        AvailabilityZones: ["us-east-1a", "us-east-1b"],
        ServiceRegion: "us-east-1",
      }),
    ]);
    expect(ServiceNames).toEqual(["com.amazonaws.us-east-1.xray"]);
  });

  it("zones can be changed for one service", async () => {
    const { client, ec2 } = await harness();
    ec2.note(sandboxScope, "services", { id: "com.amazonaws.us-east-1.ecs", availabilityZones: ["us-east-1c"] });
    const { ServiceDetails } = await client.send(typesOf("ecs"));
    expect(ServiceDetails?.[0]?.AvailabilityZones).toEqual(["us-east-1c"]);
  });

  it("gives the names and zones that AWS gave, where they are not what LocalStack guesses", () => {
    const names = (short: string, region = "us-east-1") => recordedFacts(short, region).privateDnsNames;
    expect(names("ecs-agent")).toEqual(["ecs-a.us-east-1.amazonaws.com"]);
    expect(names("ecs-telemetry", "eu-west-1")).toEqual(["ecs-t.eu-west-1.amazonaws.com"]);
    expect(names("codeartifact.repositories")).toEqual(["*.d.codeartifact.us-east-1.amazonaws.com"]);
    expect(names("ecs")).toBeUndefined();
    expect(recordedFacts("appstream.api", "us-east-1")).toEqual({
      privateDnsNames: ["appstream2.us-east-1.amazonaws.com"],
      baseNames: ["api.appstream.us-east-1.vpce.amazonaws.com"],
    });
    expect(recordedFacts("cassandra", "us-east-1").availabilityZones?.map((zone) => zone.at(-1))).toEqual([..."abcdf"]);
    expect(recordedFacts("cassandra", "eu-west-1").availabilityZones).toBeUndefined();
  });

  it("can have a third party's service too, with endpoints", async () => {
    const { client, ec2 } = await harness();
    const ServiceName = "com.amazonaws.vpce.us-east-1.vpce-svc-0a1b2c3d4e5f60718";
    await expect(createEndpoint(client, { ServiceName })).rejects.toMatchObject({ name: "InvalidServiceName" });
    const privateDnsNames = ["api.partner.example"];
    ec2.note(sandboxScope, "services", { id: ServiceName, privateDnsNames });
    const { ServiceDetails } = await client.send(
      new DescribeVpcEndpointServicesCommand({ ServiceNames: [ServiceName] }),
    );
    expect(ServiceDetails?.[0]).toMatchObject({
      PrivateDnsNames: [{ PrivateDnsName: "api.partner.example" }],
      BaseEndpointDnsNames: ["vpce-svc-0a1b2c3d4e5f60718.us-east-1.vpce.amazonaws.com"],
    });
    expect(await createEndpoint(client, { ServiceName })).toMatchObject({ ServiceName });
  });

  it("can be of another Region, and the endpoint says of which", async () => {
    const { client } = await harness();
    const input = { ServiceName: "com.amazonaws.eu-west-1.ecs", ServiceRegion: "eu-west-1" };
    await expect(createEndpoint(client, { ServiceName: input.ServiceName })).rejects.toMatchObject({
      name: "InvalidServiceName",
    });
    const created = await createEndpoint(client, { ...input, PrivateDnsEnabled: true });
    expect(created).toMatchObject(input);
    expect(created.DnsEntries?.map(({ DnsName }) => DnsName)).toContain("ecs.eu-west-1.amazonaws.com");
  });

  it("refuses a name that does not exist", async () => {
    const { client } = await harness();
    await expect(
      client.send(new DescribeVpcEndpointServicesCommand({ ServiceNames: ["com.amazonaws.us-east-1.nothing"] })),
    ).rejects.toMatchObject({ name: "InvalidServiceName" });
  });
});
