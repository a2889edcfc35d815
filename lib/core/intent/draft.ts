/** The wizard's input so far: stored as entered, valid or not, so that nothing is lost. */
import { z } from "zod";
import type { PortText } from "#lib/core/network/ports";
import type { Snapshot, SubnetId, VpcId } from "#lib/core/network/snapshot";
import { presetFields, readPreset } from "#lib/core/policy/preset-fields";
import { presetPolicy } from "#lib/core/policy/presets";
import { rawText } from "#lib/core/text/raw-text";
import { type Feature, features, servicesFor, type Workload, workloads } from "./catalogue";
import {
  type Intent,
  intentSchema,
  namedIds,
  regionCode,
  routeTableId,
  securityGroupId,
  subnetId,
  vpcId,
} from "./intent";
import { suggestedSubnets } from "./suggest-subnets";

export const steps = ["network", "needs", "placement", "connect", "tune", "review"] as const;
export type Step = (typeof steps)[number];

const keysOf = <K extends string>(record: Readonly<Record<K, unknown>>) => Object.keys(record) as [K, ...K[]];

/** Those of other VPCs, and of services that are not asked for any more, are kept, up to a limit. */
const atMost = (most: number) =>
  [(record: object) => Object.keys(record).length <= most, `has more than ${most} entries`] as const;

/** Choices among the resources of one VPC; stored per VPC, so that selecting another one loses nothing. */
const networkChoice = z.strictObject({
  /** null: one per Availability Zone, chosen by `suggestedSubnets`. */
  subnetIds: z.array(subnetId).max(200).nullable(),
  clientSecurityGroupIds: z.array(securityGroupId).max(200),
  /** Where workloads with these groups may run later, besides where they run now. */
  clientSubnetIds: z.array(subnetId).max(200).exactOptional(),
  endpointSecurityGroup: z.union([
    /** Empty: a group is to be reused, and not chosen yet. */
    z.strictObject({ id: securityGroupId.or(z.literal("")) }),
    z.strictObject({ create: z.strictObject({ name: rawText(300) }) }),
  ]),
  /** The endpoints' group allows ingress from the VPC's CIDRs, too. */
  admitVpcCidrs: z.boolean().exactOptional(),
  /** Not asked for by the wizard; kept when the draft was created from an intent that names them. */
  gatewayRouteTableIds: z.array(routeTableId).max(200).exactOptional(),
});
export type NetworkChoice = z.output<typeof networkChoice>;

const shape = {
  region: regionCode,
  vpcId: vpcId.nullable(),
  workload: z.enum(keysOf<Workload>(workloads)).nullable(),
  features: z.array(z.enum(keysOf<Feature>(features))).max(20),
  /** Added by name. */
  services: z.array(rawText(260)).max(150),
  network: z.record(vpcId, networkChoice).refine(...atMost(400)),
  /**
   * By service: the text if `own`, else the preset unless `none`; without either, no policy is asked for. The text, and what a
   * preset was filled in with, stay when they are not used.
   */
  policies: z
    .record(
      rawText(260),
      z.strictObject({
        own: z.boolean(),
        text: rawText(100_000),
        preset: presetFields.exactOptional(),
        none: z.boolean().exactOptional(),
      }),
    )
    .refine(...atMost(400)),
  /** Ports by service, as entered: "465", "443, 1400-1499". Those of services that are not asked for any more are kept. */
  ports: z
    .record(rawText(260), rawText(600))
    .refine(...atMost(400))
    .exactOptional(),
  privateDns: z.boolean(),
  cutover: z.enum(["safe", "direct"]),
  ipAddressType: z.enum(["ipv4", "ipv6", "dualstack"]),
  tags: z.array(z.strictObject({ key: rawText(300), value: rawText(600) })).max(60),
  acceptedRisks: z.array(z.enum(["blast-radius"])).max(5),
  visited: z.array(z.enum(steps)).max(steps.length),
};

export const draftSchema = z.strictObject(shape);
export type Draft = z.output<typeof draftSchema>;
/** The choice and the text of one endpoint's policy. */
export type PolicyChoice = Draft["policies"][string];

/** Some of a draft's fields: what one save sends. */
export type DraftPatch = Partial<Draft>;
export const draftPatch = z
  .strictObject(shape)
  .partial()
  .transform(
    (patch) => Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as DraftPatch,
  );

export function emptyDraft(region: string): Draft {
  return {
    region,
    vpcId: null,
    workload: null,
    features: [],
    services: [],
    network: {},
    policies: {},
    privateDns: true,
    cutover: "safe",
    ipAddressType: "ipv4",
    tags: [],
    acceptedRisks: [],
    visited: ["network"],
  };
}

const emptyChoice: NetworkChoice = {
  subnetIds: null,
  clientSecurityGroupIds: [],
  endpointSecurityGroup: { create: { name: "postern-endpoints" } },
};

/** The choices in the draft's VPC, or those it starts with. */
export function networkChoiceOf(draft: Draft): NetworkChoice {
  return (draft.vpcId && draft.network[draft.vpcId]) || emptyChoice;
}

/** A patch that changes some choices in the draft's VPC. */
export function patchNetwork(draft: Draft & { vpcId: VpcId }, change: Partial<NetworkChoice>): Pick<Draft, "network"> {
  return { network: { ...draft.network, [draft.vpcId]: { ...networkChoiceOf(draft), ...change } } };
}

/** A patch that chooses a workload; features suggested by the last choice are replaced by those that this one suggests. */
export function chooseWorkload(draft: Draft, workload: Workload): Pick<Draft, "workload" | "features"> {
  const suggested: readonly Feature[] = draft.workload ? workloads[draft.workload].suggests : [];
  const untouched = [...draft.features].sort().join() === [...suggested].sort().join();
  return { workload, features: untouched ? [...workloads[workload].suggests] : draft.features };
}

/** Ids of subnets, groups and route tables that the draft names. Suggested subnets are of the snapshot, and so are not named. */
export function namedInDraft(draft: Draft): string[] {
  const choice = networkChoiceOf(draft);
  return namedIds({ ...choice, subnetIds: choice.subnetIds ?? [] });
}

/** The subnets that the draft places endpoints in: those chosen, else those suggested for the snapshot. */
export function subnetIdsOf(draft: Draft, snapshot: Snapshot | null): SubnetId[] {
  const { subnetIds, ...choice } = networkChoiceOf(draft);
  if (subnetIds) return subnetIds;
  const services = servicesFor(draft).map(({ service }) => service);
  return snapshot ? suggestedSubnets(snapshot, { ...choice, services }) : [];
}

/** The policies that are asked for. A preset not filled in yet appears as its name, which `intentProblems` refuses. */
function policiesOf({ policies, region }: Draft, services: readonly string[]): Record<string, unknown> {
  const asked = Object.entries(policies).filter(([service]) => services.includes(service));
  return Object.fromEntries(
    asked.flatMap(([service, { own, text, preset, none }]) => {
      if (own) return [[service, parsed(text)]];
      if (!preset || none) return [];
      const read = readPreset(preset, region);
      return [[service, read.ok ? presetPolicy(region, read.preset) : preset.name]];
    }),
  );
}

/** Ports as an intent writes them, from "443, 1400-1499"; whether they are ports is not looked at. */
export function portWords(text: string): PortText[] {
  const words = text.split(/[\s,;]+/).filter(Boolean);
  return words.map((word) => (/^\d+$/.test(word) ? Number(word) : word));
}

/** The ports that were given; what is no port stays as it is, and `intentProblems` says so. */
function portsOf({ ports = {} }: Draft, services: readonly string[]): Record<string, PortText[]> {
  const given = Object.entries(ports).map(([service, text]) => [service, portWords(text)] as const);
  return Object.fromEntries(given.filter(([service, written]) => services.includes(service) && written.length > 0));
}

/** The parsed JSON, else the text itself: then `intentProblems` reports its errors. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * The intent of a draft, to be validated by `intentProblems`. Pass the VPC's snapshot: it decides subnets that were
 * left open, and is not used otherwise.
 */
export function intentOf(draft: Draft, snapshot: Snapshot | null): unknown {
  const choice = networkChoiceOf(draft);
  const services = servicesFor(draft).map(({ service }) => service);
  const ports = portsOf(draft, services);
  return {
    version: 1,
    region: draft.region,
    ...(draft.vpcId ? { vpcId: draft.vpcId } : {}),
    services,
    subnetIds: subnetIdsOf(draft, snapshot),
    clientSecurityGroupIds: choice.clientSecurityGroupIds,
    ...(choice.clientSubnetIds?.length ? { clientSubnetIds: choice.clientSubnetIds } : {}),
    ...(Object.keys(ports).length > 0 ? { ports } : {}),
    endpointSecurityGroup: choice.endpointSecurityGroup,
    ...(choice.admitVpcCidrs ? { admitVpcCidrs: true } : {}),
    ...(choice.gatewayRouteTableIds ? { gatewayRouteTableIds: choice.gatewayRouteTableIds } : {}),
    privateDns: draft.privateDns,
    cutover: draft.cutover,
    policies: policiesOf(draft, services),
    ipAddressType: draft.ipAddressType,
    acceptedRisks: draft.acceptedRisks,
    tags: Object.fromEntries(draft.tags.filter(({ key, value }) => key || value).map(({ key, value }) => [key, value])),
  };
}

const sketchSchema = intentSchema.extend({ clientSecurityGroupIds: z.array(securityGroupId).max(200) });

/**
 * The intent as far as it is known yet, to plan what is known while the wizard is being filled in: fields that are wrong
 * count as not given. null while there is no VPC or service. For looking only: what is applied comes from `intentOf`.
 */
export function sketchOf(draft: Draft, snapshot: Snapshot): Intent | null {
  const whole = intentOf(draft, snapshot) as Record<string, unknown>;
  const read = sketchSchema.safeParse(whole);
  if (read.success) return read.data;
  const wrong = new Set(read.error.issues.map(({ path }) => path[0]));
  const right = Object.entries(whole).filter(([field]) => !wrong.has(field));
  return sketchSchema.safeParse(Object.fromEntries(right)).data ?? null;
}
