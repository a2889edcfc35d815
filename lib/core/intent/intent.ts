import { z } from "zod";
import { type PortText, portRange } from "#lib/core/network/ports";
import type { RouteTableId, SecurityGroupId, SubnetId, VpcId } from "#lib/core/network/snapshot";
import { isTooDeep, TOO_DEEP } from "#lib/core/text/json-depth";

z.config({ jitless: true });

/** A resource id of EC2: the prefix and 8 or 17 hexadecimal digits. */
function resourceId<P extends string>(prefix: P, what: string): z.ZodType<`${P}-${string}`> {
  return z
    .string()
    .regex(
      new RegExp(`^${prefix}-(?:[0-9a-f]{8}|[0-9a-f]{17})$`),
      `must be ${what}: ${prefix}- and 8 or 17 hexadecimal digits`,
    ) as unknown as z.ZodType<`${P}-${string}`>;
}

export const vpcId = resourceId("vpc", "a VPC id") satisfies z.ZodType<VpcId>;
export const subnetId = resourceId("subnet", "a subnet id") satisfies z.ZodType<SubnetId>;
export const securityGroupId = resourceId("sg", "a security group id") satisfies z.ZodType<SecurityGroupId>;
export const routeTableId = resourceId("rtb", "a route table id") satisfies z.ZodType<RouteTableId>;

/** A Region's code: us-east-1, us-gov-west-1, cn-north-1, ap-southeast-7, eusc-de-east-1. */
export const regionCode = z
  .string()
  .regex(/^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/, "must be the code of a Region, such as us-east-1");

/** Short name (`ecs`, `ecr.api`), `s3:interface`, `dynamodb:interface`, or a full name (`com.amazonaws.us-east-1.ecs`). */
const serviceName = z
  .string()
  .max(255)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*(?::interface)?$/,
    "must be a service such as ecs, ecr.api, s3:interface, or a full name such as com.amazonaws.us-east-1.ecs",
  );

/** EC2 responds in XML 1.0, which cannot hold other characters. */
const isConsistent = (text: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones meant
  !/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\p{Cs}]/u.test(text);
const NOT_IN_XML = "must not hold control characters or halves of characters";

/** Plans write values of earlier calls and of the run like this; a person's text must not be taken for one. */
const noReference = (text: string): boolean => !/\$\{[\w-]+\.(?:Id|GroupId|VpcEndpoint\.VpcEndpointId)\}/.test(text);
const TAKEN_FOR_REFERENCE = "must not hold ${run.Id} or the like: plans write values of earlier calls so";

/** EC2 API reference, CreateSecurityGroup: up to 255 of a limited set of characters, not starting with sg-. */
const securityGroupName = z
  .string()
  .min(1, "must not be empty")
  .max(255, "must have at most 255 characters")
  .regex(
    /^(?!sg-)[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]+$/,
    "may hold letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*, and must not begin with sg-",
  )
  .refine((name) => name === name.trim(), "must not begin or end with a space")
  .refine(noReference, TAKEN_FOR_REFERENCE);

/** The first member, at any depth, of whose name or text this is true: the path to it, else null. */
function memberWhere(value: unknown, wrong: (name: string, member: unknown) => boolean): PropertyKey[] | null {
  if (typeof value !== "object" || value === null) return null;
  for (const [name, member] of Object.entries(value)) {
    const key = Array.isArray(value) ? Number(name) : name;
    if (wrong(name, member)) return [key];
    const below = memberWhere(member, wrong);
    if (below) return [key, ...below];
  }
  return null;
}

/** zod drops members named __proto__ silently, which must not happen to what a person asks for. A member that is too deep is not walked. */
const whole = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value, context) => {
    const deep = Object.entries(value ?? {}).find(([, member]) => isTooDeep(member));
    if (deep) {
      context.addIssue({ code: "custom", path: [deep[0]], message: `must not be ${TOO_DEEP}` });
      return value;
    }
    const path = memberWhere(value, (name) => name === "__proto__");
    if (path) context.addIssue({ code: "custom", path, message: "must not have the name __proto__" });
    return value;
  }, schema);

const tagText = (text: z.ZodString) => text.refine(isConsistent, NOT_IN_XML).refine(noReference, TAKEN_FOR_REFERENCE);

/** EC2 user guide, tag restrictions. */
const tags = z
  .record(
    tagText(
      z
        .string()
        .min(1, "a tag's key must not be empty")
        .max(128, "a tag's key has at most 128 characters")
        .regex(/^(?![aA][wW][sS]:)(?!postern:)/, "a tag's key must not begin with aws: or postern:"),
    ),
    tagText(z.string().max(256, "a tag's value has at most 256 characters")),
  )
  .refine((all) => Object.keys(all).length <= 40, "at most 40 tags of your own");

const policies = z.record(z.string(), z.record(z.string(), z.json())).superRefine((value, context) => {
  const refuse = (message: string, right: (text: string) => boolean) => {
    const path = memberWhere(value, (name, member) => !right(name) || (typeof member === "string" && !right(member)));
    if (path) context.addIssue({ code: "custom", path, message });
  };
  refuse(NOT_IN_XML, isConsistent);
  refuse(TAKEN_FOR_REFERENCE, noReference);
});

/** A TCP port, or a range of them as text. */
const port = z.union([
  z.int().min(1).max(65535),
  z
    .string()
    .regex(/^\d{1,5}(?:-\d{1,5})?$/)
    .refine((text) => portRange(text) !== null),
]);

const ports = z.record(serviceName, z.array(port).min(1, "name at least one port, or leave the service out").max(50));

const endpointSecurityGroup = z.union([
  z.strictObject({ id: securityGroupId }),
  z.strictObject({ create: z.strictObject({ name: securityGroupName }) }),
]);

export const intentSchema = z
  .strictObject({
    version: z.literal(1).meta({ description: "The format's version.", examples: [1] }),
    region: regionCode.meta({ description: "Code of the Region.", examples: ["us-east-1"] }),
    vpcId: vpcId.meta({ description: "The VPC that gets the endpoints.", examples: ["vpc-0123456789abcdef0"] }),
    services: z
      .array(serviceName)
      .min(1, "name at least one service")
      .max(200)
      .meta({
        description:
          "Part after com.amazonaws.<region>., or a full name. S3 and DynamoDB are gateways unless written s3:interface, dynamodb:interface.",
        examples: [["ecs", "ecr.api", "ecr.dkr", "s3"]],
      }),
    subnetIds: z
      .array(subnetId)
      .max(200)
      .meta({
        description:
          "Candidates: one per Availability Zone that the service supports is used. May be empty when all services are gateways.",
        examples: [["subnet-0123456789abcdef0"]],
      }),
    clientSecurityGroupIds: z
      .array(securityGroupId)
      .min(1, "name at least one security group")
      .max(200)
      .meta({ description: "Groups of the workloads that need access.", examples: [["sg-0123456789abcdef0"]] }),
    clientSubnetIds: z
      .array(subnetId)
      .max(200)
      .optional()
      .meta({
        description:
          "Where workloads that carry these groups may run later, besides where they run now. Without it gateways also get the route tables of subnetIds.",
        examples: [["subnet-0123456789abcdef0"]],
      }),
    ports: whole(ports)
      .optional()
      .describe(
        'TCP ports by service, where they are not those that AWS documents: numbers or ranges, such as {"email-smtp": [465], "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0": ["8000-8010"]}.',
      ),
    endpointSecurityGroup: endpointSecurityGroup
      .default({ create: { name: "postern-endpoints" } })
      .describe(
        "Group of the endpoints' interfaces: one that exists, or one to be created (reused if the name exists).",
      ),
    admitVpcCidrs: z
      .boolean()
      .optional()
      .describe(
        "The endpoints' group also allows ingress from the VPC's own CIDRs, so that no workload of the VPC is cut off by it.",
      ),
    privateDns: z.boolean().default(true).describe("The services' standard names lead to the endpoints."),
    cutover: z
      .enum(["safe", "direct"])
      .default("safe")
      .describe("safe: private DNS is switched on once the endpoint is available; direct: at creation."),
    policies: whole(policies)
      .default({})
      .describe("Endpoint policy by service; a service without one keeps full access."),
    ipAddressType: z.enum(["ipv4", "ipv6", "dualstack"]).default("ipv4").describe("IP address type of the endpoints."),
    gatewayRouteTableIds: z
      .array(routeTableId)
      .min(1, "name at least one route table, or leave the field out")
      .max(200)
      .optional()
      .describe(
        "Route tables of gateway endpoints; by default those of the subnets where the workloads are and may come to run (clientSubnetIds).",
      ),
    acceptedRisks: z
      .array(z.enum(["blast-radius"]))
      .default([])
      .describe(
        "Risks that do not block: blast-radius, other workloads that would lose access, or what a policy allows them.",
      ),
    tags: whole(tags).default({}).describe("Tags for everything that is created."),
  })
  .meta({ title: "Postern intent", description: "What private access to AWS services a VPC is to have." });

/** What a person wants: complete, with defaults filled in. */
export type Intent = z.output<typeof intentSchema>;
/** What a person writes: defaults may be left out. */
export type IntentInput = z.input<typeof intentSchema>;

const sortedSet = <T extends string>(items: readonly T[]): T[] => [...new Set(items)].sort();

const sortedKeys = <V>(record: Readonly<Record<string, V>>): Record<string, V> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

/** A service's ports in one form: sorted, one port as a number. */
function sortedPorts(raw: readonly PortText[]): PortText[] {
  const byStart = new Map<string, PortText>();
  for (const text of raw) {
    const range = portRange(text);
    if (range)
      byStart.set(`${range.from}-${range.to}`, range.from === range.to ? range.from : `${range.from}-${range.to}`);
  }
  const start = (text: PortText) => Number.parseInt(String(text), 10);
  return [...byStart.values()].sort((a, b) => start(a) - start(b));
}

/** The same intent in one form: lists are sets, so the order of their items does not matter. */
export function normalizeIntent({ admitVpcCidrs, clientSubnetIds = [], ports = {}, ...intent }: Intent): Intent {
  const byService = Object.entries(ports).map(([service, raw]) => [service, sortedPorts(raw)] as const);
  return {
    ...intent,
    ...(admitVpcCidrs ? { admitVpcCidrs } : {}),
    ...(clientSubnetIds.length > 0 ? { clientSubnetIds: sortedSet(clientSubnetIds) } : {}),
    ...(byService.length > 0 ? { ports: sortedKeys(Object.fromEntries(byService)) } : {}),
    services: sortedSet(intent.services),
    subnetIds: sortedSet(intent.subnetIds),
    clientSecurityGroupIds: sortedSet(intent.clientSecurityGroupIds),
    ...(intent.gatewayRouteTableIds ? { gatewayRouteTableIds: sortedSet(intent.gatewayRouteTableIds) } : {}),
    acceptedRisks: sortedSet(intent.acceptedRisks),
    policies: sortedKeys(intent.policies),
    tags: sortedKeys(intent.tags),
  };
}

/** What names resources: an intent, or a draft of one, whose endpoint group may be chosen and not named yet. */
type Naming = {
  subnetIds: readonly string[];
  clientSecurityGroupIds: readonly string[];
  clientSubnetIds?: readonly string[] | undefined;
  endpointSecurityGroup: { id: string } | { create: object };
  gatewayRouteTableIds?: readonly string[] | undefined;
};

/** Ids of subnets, groups and route tables that an intent names. */
export function namedIds(intent: Naming): string[] {
  return [
    ...intent.subnetIds,
    ...intent.clientSecurityGroupIds,
    ...(intent.clientSubnetIds ?? []),
    ...("id" in intent.endpointSecurityGroup && intent.endpointSecurityGroup.id
      ? [intent.endpointSecurityGroup.id]
      : []),
    ...(intent.gatewayRouteTableIds ?? []),
  ];
}
