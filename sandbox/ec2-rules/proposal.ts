/** An endpoint as a call would have it, with the facts that EC2 looks at before it agrees. */
import { refusals } from "#lib/core/network/ec2-rules";
import type { Call } from "./call";
import { catalogue, type Service } from "./catalogue";
import { type Group, groups, type RouteTable, routeTables, type Subnet, subnets, type Vpc, vpc } from "./facts";
import { awsPrefixLists } from "./prefix-lists";
import { refuse } from "./refuse";
import type { Endpoint } from "./state";

export type Proposal = {
  call: Call;
  /** null: it is being created. */
  before: Endpoint | null;
  after: Endpoint;
  /** The service, as the type of endpoint that is asked for. */
  service: Service;
  vpc: Vpc;
  /** All that the endpoint would have. */
  subnets: Subnet[];
  groups: Group[];
  routeTables: RouteTable[];
  /** Private hosted zones of the VPC, when private DNS is asked for. */
  hostedZones: string[];
  /** The policy that the call brings, if any. */
  policy: string | undefined;
};

/** A rule of EC2 about endpoints: refuses a proposal that breaks it. */
export type EndpointRule = { name: string; source: string; check: (proposal: Proposal) => void };

/** The service under its name and type. */
export async function offeredService(call: Call, serviceName: string, type: string): Promise<Service> {
  const offers = (await catalogue(call)).filter((service) => service.name === serviceName);
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
  const [itsVpc, itsSubnets, itsGroups, itsRouteTables, hostedZones] = await Promise.all([
    vpc(call, after.vpcId),
    subnets(call, after.subnetIds),
    groups(
      call,
      after.groups.map((group) => group.id),
    ),
    routeTables(call, after.routeTableIds),
    after.privateDns ? call.hostedZones(after.vpcId) : [],
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
    vpc: itsVpc,
    subnets: itsSubnets,
    groups: itsGroups,
    routeTables: itsRouteTables,
    hostedZones,
    policy: call.params.get("PolicyDocument"),
  };
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
