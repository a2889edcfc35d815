/** The services that a Region offers: LocalStack's list, put right. */
import { createHash } from "node:crypto";
import type { Call } from "../call";
import { items, text } from "../protocol/xml";
import type { ServiceFacts } from "../state";
import { NEWER, recordedFacts } from "./recorded-services";

export type Service = {
  name: string;
  id: string;
  type: "Interface" | "Gateway";
  availabilityZones: string[];
  owner: string;
  baseNames: string[];
  privateDnsNames: string[];
  policySupported: boolean;
  acceptanceRequired: boolean;
  ipAddressTypes: string[];
};

/**
 * LocalStack does not say which have IPv6 too; these have (AWS KMS and AWS Private CA user guides, Dual-stack endpoint support; Amazon
 * S3 user guide, VPC endpoints: IP address types).
 */
const DUAL_STACK = ["acm-pca", "kms", "s3"];

/**
 * Every service and type that the Region offers, by name, and those that a test has added. LocalStack's own list is read once for
 * each Region.
 */
export async function catalogue(call: Call): Promise<Service[]> {
  const services = await call.cached("catalogue", () => fromLocalStack(call));
  const known = new Set(services.map(({ name }) => name));
  const added = [...call.state.services.values()].filter(({ id }) => !known.has(id));
  return [
    ...services.map((service) => ({ ...service, ...call.state.services.get(service.name), id: service.id })),
    ...added.map((facts) => thirdParty(facts, services)),
  ];
}

/** A service that is not AWS's (AWS PrivateLink guide, Create an endpoint service). */
function thirdParty({ id: name, ...facts }: ServiceFacts, known: readonly Service[]): Service {
  const id = serviceId(name, "Interface");
  return {
    name,
    id,
    type: "Interface",
    availabilityZones: known[0]?.availabilityZones ?? [],
    owner: "999988887777",
    baseNames: [`${name.split(".").at(-1)}.${name.split(".").at(-2)}.vpce.amazonaws.com`],
    privateDnsNames: [],
    policySupported: false,
    acceptanceRequired: false,
    ipAddressTypes: ["ipv4"],
    ...facts,
  };
}

async function fromLocalStack(call: Call): Promise<Service[]> {
  const response = await call.ask("DescribeVpcEndpointServices");
  const { region } = call.scope;
  const listed = items(response, "serviceDetailSet").map((item): Service => {
    const name = text(item, "serviceName");
    const type = isGateway(item, name, region) ? "Gateway" : "Interface";
    const id = serviceId(name, type);
    const prefix = `com.amazonaws.${region}.`;
    const isOfRegion = type === "Interface" && name.startsWith(prefix);
    return {
      name,
      id,
      type,
      availabilityZones: items(item, "availabilityZoneSet").map((zone) => zone.text),
      owner: text(item, "owner"),
      baseNames: items(item, "baseEndpointDnsNameSet").map((base) => base.text.replace(text(item, "serviceId"), id)),
      privateDnsNames:
        type === "Gateway" ? [] : items(item, "privateDnsNameSet").map((entry) => text(entry, "privateDnsName")),
      policySupported: text(item, "vpcEndpointPolicySupported") === "true",
      acceptanceRequired: text(item, "acceptanceRequired") === "true",
      ipAddressTypes: DUAL_STACK.some((short) => name === `com.amazonaws.${region}.${short}`)
        ? ["ipv4", "ipv6"]
        : ["ipv4"],
      ...(isOfRegion ? recordedFacts(name.slice(prefix.length), region) : {}),
    };
  });
  const model = listed.find((service) => service.name === `com.amazonaws.${region}.logs`);
  for (const short of NEWER) {
    const name = `com.amazonaws.${region}.${short}`;
    if (!model || listed.some((service) => service.name === name)) continue;
    const names = {
      privateDnsNames: [`${short}.${region}.amazonaws.com`],
      baseNames: [`${short}.${region}.vpce.amazonaws.com`],
    };
    listed.push({ ...model, ...names, name, id: serviceId(name, "Interface") });
  }
  const dynamodb = listed.find((service) => service.name === `com.amazonaws.${region}.dynamodb`);
  const twin = listed.some((service) => service.name === dynamodb?.name && service.type === "Interface");
  if (dynamodb && !twin)
    listed.push({ ...dynamodb, ...interfaceOfDynamoDb(region), id: serviceId(dynamodb.name, "Interface") });
  return listed.sort((one, other) => one.name.localeCompare(other.name) || one.type.localeCompare(other.type));
}

/** LocalStack draws other ids at each start. */
const serviceId = (name: string, type: string): string =>
  `vpce-svc-${createHash("sha256").update(`${name}/${type}`).digest("hex").slice(0, 17)}`;

/** S3 Express is reached through a gateway endpoint (Amazon S3 user guide, Networking for directory buckets). */
function isGateway(item: Parameters<typeof text>[0], name: string, region: string): boolean {
  return (
    name === `com.amazonaws.${region}.s3express` ||
    items(item, "serviceType").some((entry) => text(entry, "serviceType") === "Gateway")
  );
}

/** It offers no private DNS name (Amazon DynamoDB developer guide, AWS PrivateLink for DynamoDB). */
const interfaceOfDynamoDb = (region: string) => ({
  type: "Interface" as const,
  baseNames: [`dynamodb.${region}.vpce.amazonaws.com`],
  privateDnsNames: [],
});
