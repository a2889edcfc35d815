import { DeleteVpcEndpointsCommand } from "@aws-sdk/client-ec2";
import { expect, it } from "vitest";
import { sandboxScope } from "../call";
import { HOME } from "../testing/fake-localstack";
import { harness, rule } from "../testing/harness";
import { createEndpoint, createGateway, endpoint, modifyEndpoint } from "../testing/requests";
import {
  gatewayFirst,
  oneEndpointPerName,
  privateDnsAfterAcceptance,
  privateDnsAttributes,
  privateDnsForInterfaces,
  privateDnsOffered,
} from "./private-dns";

const on = { PrivateDnsEnabled: true } as const;

rule(privateDnsForInterfaces, () => {
  it("refuses private DNS on a gateway endpoint", async () => {
    const { client } = await harness();
    await expect(createGateway(client, on)).rejects.toMatchObject({ name: "InvalidParameter" });
  });
});

rule(privateDnsOffered, () => {
  it("refuses it for a service without private DNS names", async () => {
    const { client } = await harness();
    const ServiceName = "com.amazonaws.us-east-1.iot.data";
    await expect(createEndpoint(client, { ServiceName, ...on })).rejects.toMatchObject({
      name: "InvalidParameter",
      message: `Private DNS can't be enabled because the service ${ServiceName} does not provide a private DNS name.`,
    });
  });
});

rule(privateDnsAttributes, () => {
  it.each(["enableDnsSupport", "enableDnsHostnames"] as const)("refuses it while %s is off", async (attribute) => {
    const { client, fake, pass } = await harness();
    fake.attributes[attribute] = false;
    const refused = {
      name: "InvalidParameter",
      message: `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${HOME}`,
    };
    await expect(createEndpoint(client, on)).rejects.toMatchObject(refused);
    const { VpcEndpointId } = await createEndpoint(client);
    pass(3000);
    await expect(modifyEndpoint(client, { VpcEndpointId, ...on })).rejects.toMatchObject(refused);
  });
});

rule(oneEndpointPerName, () => {
  const refused = {
    name: "InvalidParameter",
    message: `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ecs.us-east-1.amazonaws.com in the VPC ${HOME}`,
  };

  it("refuses a second endpoint that resolves the same name", async () => {
    const { client } = await harness();
    await createEndpoint(client, on);
    await expect(createEndpoint(client, on)).rejects.toMatchObject(refused);
    await createEndpoint(client);
  });

  it("refuses to switch it on where another endpoint has the name already", async () => {
    const { client, pass } = await harness();
    await createEndpoint(client, on);
    const { VpcEndpointId } = await createEndpoint(client);
    pass(3000);
    await expect(modifyEndpoint(client, { VpcEndpointId, ...on })).rejects.toMatchObject(refused);
  });

  it("refuses it where a private hosted zone of the VPC has the name", async () => {
    const { client, fake, ec2 } = await harness();
    ec2.route53Used = true;
    fake.hostedZones = ["ecs.us-east-1.amazonaws.com"];
    await expect(createEndpoint(client, on)).rejects.toMatchObject(refused);
    fake.hostedZones = ["shop.example"];
    await createEndpoint(client, on);
  });

  it("frees the name when the other endpoint is deleted, not before", async () => {
    const { client, pass } = await harness();
    const { VpcEndpointId } = await createEndpoint(client, on);
    await client.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [VpcEndpointId] }));
    await expect(createEndpoint(client, on)).rejects.toMatchObject(refused);
    pass(3000);
    await createEndpoint(client, on);
  });

  it("can be switched off and on again", async () => {
    const { client, pass } = await harness();
    const { VpcEndpointId } = await createEndpoint(client, on);
    for (const PrivateDnsEnabled of [false, true]) {
      pass(3000);
      await modifyEndpoint(client, { VpcEndpointId, PrivateDnsEnabled });
      expect(await endpoint(client, VpcEndpointId)).toMatchObject({ PrivateDnsEnabled });
    }
  });
});

rule(privateDnsAfterAcceptance, () => {
  it("refuses it until the service's owner has accepted", async () => {
    const { client, ec2, pass } = await harness();
    ec2.note(sandboxScope, "services", { id: "com.amazonaws.us-east-1.ecs", acceptanceRequired: true });
    const { VpcEndpointId } = await createEndpoint(client);
    pass(3000);
    expect(await endpoint(client, VpcEndpointId)).toMatchObject({ State: "pendingAcceptance" });
    await expect(modifyEndpoint(client, { VpcEndpointId, ...on })).rejects.toMatchObject({ name: "InvalidParameter" });
  });
});

rule(gatewayFirst, () => {
  it("refuses an S3 interface endpoint for inbound resolvers only, until the VPC has the gateway", async () => {
    const { client, pass } = await harness();
    const inbound = {
      ServiceName: "com.amazonaws.us-east-1.s3",
      DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: true },
      ...on,
    };
    await expect(createEndpoint(client, inbound)).rejects.toMatchObject({ name: "InvalidParameter" });
    // What is not said counts as for inbound resolvers only.
    const unsaid = { ServiceName: inbound.ServiceName };
    await expect(createEndpoint(client, { ...unsaid, ...on })).rejects.toMatchObject({ name: "InvalidParameter" });
    const { VpcEndpointId } = await createEndpoint(client, { ...unsaid, PrivateDnsEnabled: false });
    pass(3000);
    await expect(modifyEndpoint(client, { VpcEndpointId, ...on })).rejects.toMatchObject({ name: "InvalidParameter" });
    const DnsOptions = { PrivateDnsOnlyForInboundResolverEndpoint: false };
    await modifyEndpoint(client, { VpcEndpointId, DnsOptions, ...on });
    pass(3000);
    expect(await endpoint(client, VpcEndpointId)).toMatchObject({ PrivateDnsEnabled: true, DnsOptions });
    await modifyEndpoint(client, { VpcEndpointId, PrivateDnsEnabled: false });
    await createGateway(client);
    expect(await createEndpoint(client, inbound)).toMatchObject({
      DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: true },
    });
  });
});
