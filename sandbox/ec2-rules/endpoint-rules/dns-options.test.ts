import { expect, it } from "vitest";
import { sandboxScope } from "../call";
import { harness, rule } from "../testing/harness";
import { createEndpoint, endpoint, modifyEndpoint } from "../testing/requests";
import { inboundOnlyForTwins, recordsOfAddressType } from "./dns-options";

const refused = { name: "InvalidParameter" };

rule(inboundOnlyForTwins, () => {
  it.each([true, false])("refuses %s for a service that has no gateway, and accepts it for S3", async (inboundOnly) => {
    const { client } = await harness();
    const DnsOptions = { PrivateDnsOnlyForInboundResolverEndpoint: inboundOnly };
    await expect(createEndpoint(client, { DnsOptions })).rejects.toMatchObject(refused);
    const { VpcEndpointId } = await createEndpoint(client, { ServiceName: "com.amazonaws.us-east-1.s3", DnsOptions });
    expect(await endpoint(client, VpcEndpointId)).toMatchObject({ DnsOptions });
  });
});

rule(recordsOfAddressType, () => {
  const dualstack = { ServiceName: "com.amazonaws.us-east-1.ecs", SubnetIds: ["subnet-dual"] };
  const records = (DnsRecordIpType: string) => ({ DnsOptions: { DnsRecordIpType: DnsRecordIpType as "ipv4" } });

  it.each(["dualstack", "ipv6", "service-defined"])("refuses %s records of an IPv4 endpoint", async (type) => {
    const { client } = await harness();
    await expect(createEndpoint(client, records(type))).rejects.toMatchObject(refused);
  });

  it("shows those that were asked for, or else those of the IP address type", async () => {
    const { client, ec2, pass } = await harness();
    ec2.note(sandboxScope, "services", { id: dualstack.ServiceName, ipAddressTypes: ["ipv4", "ipv6"] });
    const input = { ...dualstack, IpAddressType: "dualstack" } as const;
    const { VpcEndpointId } = await createEndpoint(client, input);
    expect(await endpoint(client, VpcEndpointId)).toMatchObject({ DnsOptions: { DnsRecordIpType: "dualstack" } });
    pass(3000);
    await modifyEndpoint(client, { VpcEndpointId, ...records("service-defined") });
    expect(await endpoint(client, VpcEndpointId)).toMatchObject({ DnsOptions: { DnsRecordIpType: "service-defined" } });
  });
});
