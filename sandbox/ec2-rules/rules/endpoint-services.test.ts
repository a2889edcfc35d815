import { DescribeVpcEndpointServicesCommand } from "@aws-sdk/client-ec2";
import { expect, it } from "vitest";
import { sandboxScope } from "../call";
import { harness, rule } from "../testing/harness";
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

  it("refuses a name that does not exist", async () => {
    const { client } = await harness();
    await expect(
      client.send(new DescribeVpcEndpointServicesCommand({ ServiceNames: ["com.amazonaws.us-east-1.nothing"] })),
    ).rejects.toMatchObject({ name: "InvalidServiceName" });
  });
});
