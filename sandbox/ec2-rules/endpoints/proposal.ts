/** An endpoint as a call would have it, with the facts that EC2 checks. */
import { refusals } from "#lib/core/network/ec2-rules";
import type { Call } from "../call";
import { type Group, groups, type RouteTable, routeTables, type Subnet, subnets, type Vpc, vpc } from "../facts";
import { awsPrefixLists } from "../prefix-lists";
import { flag } from "../protocol/params";
import { refuse } from "../protocol/refuse";
import type { Endpoint } from "../state";
import { catalogue, type Service } from "./catalogue";

export type Proposal = {
  call: Call;
  /** null: it is being created. */
  before: Endpoint | null;
  after: Endpoint;
  /** The service, as the type of endpoint that is asked for. */
  service: Service;
  /** The service is offered as both an interface and a gateway endpoint. */
  twin: boolean;
  vpc: Vpc;
  /** All that the endpoint would have. */
  subnets: Subnet[];
  groups: Group[];
  routeTables: RouteTable[];
  /** Private hosted zones of the VPC, when private DNS is asked for. */
  hostedZones: string[];
  /** PrivateDnsOnlyForInboundResolverEndpoint, if the call brings it. */
  inboundOnly: boolean | undefined;
  /** The policy that the call brings, if any. */
  policy: string | undefined;
};

/** A rule of EC2 about endpoints: refuses a proposal that breaks it. */
export type EndpointRule = { name: string; source: string; check: (proposal: Proposal) => void };

/**
 * The service under its name and type; `serviceRegion`: where it is, if in another Region, which is taken to offer what this one
 * does (AWS PrivateLink guide, Cross-Region enabled AWS services).
 */
export async function offeredService(
  call: Call,
  serviceName: string,
  type: string,
  serviceRegion: string = call.scope.region,
): Promise<Service> {
  const inRegion = (text: string) => text.replaceAll(call.scope.region, serviceRegion);
  const offers = (await catalogue(call))
    .filter((service) => service.name === serviceName || inRegion(service.name) === serviceName)
    .map((service) => ({
      ...service,
      name: serviceName,
      privateDnsNames: service.privateDnsNames.map(inRegion),
      baseNames: service.baseNames.map(inRegion),
    }));
  if (offers.length === 0) refuse(refusals.unknownService, { serviceName });
  const offer = offers.find((service) => service.type === type);
  return offer ?? refuse(refusals.typeNotOffered, { type, offered: offers.map((service) => service.type) });
}

/** Whether the Region offers the service as this type too. */
export async function isOffered(call: Call, serviceName: string, type: string): Promise<boolean> {
  return (await catalogue(call)).some((service) => service.name === serviceName && service.type === type);
}

/** Reads the facts about an endpoint as it would be. What does not exist is refused here. */
export async function propose(
  call: Call,
  service: Service,
  before: Endpoint | null,
  after: Endpoint,
): Promise<Proposal> {
  const [twin, itsVpc, itsSubnets, itsGroups, itsRouteTables, hostedZones] = await Promise.all([
    isOffered(call, service.name, service.type === "Gateway" ? "Interface" : "Gateway"),
    vpc(call, after.vpcId),
    subnets(call, after.subnetIds),
    groups(
      call,
      after.groups.map((group) => group.id),
    ),
    routeTables(call, after.routeTableIds),
    after.privateDns ? hostedZonesOf(call, after.vpcId) : [],
  ]);
  return {
    call,
    before,
    after: {
      ...after,
      groups: itsGroups.map(({ id, name }) => ({ id, name })),
      prefixListId:
        after.type === "Gateway"
          ? (awsPrefixLists(call.scope.region).find((entry) => entry.name === service.name)?.id ?? null)
          : null,
      dnsNames: dnsNames(after, service, itsSubnets),
      privateDnsNames: service.privateDnsNames,
    },
    service,
    twin,
    vpc: itsVpc,
    subnets: itsSubnets,
    groups: itsGroups,
    routeTables: itsRouteTables,
    hostedZones,
    inboundOnly: flag(call.params, "DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint"),
    policy: call.params.get("PolicyDocument"),
  };
}

/** The account's own zones that the VPC has, and those of other accounts. */
async function hostedZonesOf(call: Call, vpcId: string): Promise<string[]> {
  const others = [...call.state.hostedZones.values()].filter(({ vpcIds }) => vpcIds.includes(vpcId));
  return [...(await call.hostedZones(vpcId)), ...others.map(({ name }) => name)];
}

/** Names of the endpoint's own: the regional one, then one for each zone. */
function dnsNames(endpoint: Endpoint, service: Service, itsSubnets: readonly Subnet[]): string[] {
  if (endpoint.type === "Gateway") return [];
  const label = `${endpoint.id}-${endpoint.id.slice(-8)}`;
  return service.baseNames.flatMap((base) => [
    `${label}.${base}`,
    ...itsSubnets.map((subnet) => `${label}-${subnet.availabilityZone}.${base}`),
  ]);
}
