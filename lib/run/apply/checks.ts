/** What is expected of each change of a run, compared with the account. */
import { z } from "zod";
import type { Change, Operation } from "#lib/core/format/plan-format";
import { isNamed } from "#lib/core/network/services/endpoint";
import type { NetworkInterface, Snapshot, VpcEndpoint } from "#lib/core/network/snapshot";
import type { Check } from "#lib/core/run/run";
import { counted } from "#lib/core/text/phrases";
import { check, NOT_THERE } from "#lib/run/step/check";
import { authorizeInput, missingPermissions, singlePermissions } from "#lib/run/step/operations/ip-permissions";
import { ENDPOINT_LISTS, modifyEndpointInput } from "#lib/run/step/operations/modify-endpoint";
import { attributeSet } from "#lib/run/step/operations/modify-vpc-attribute";
import type { StepOutcome } from "#lib/run/step/stored";

type ChecksOf = (change: Change, outcome: StepOutcome, snapshot: Snapshot) => Check[];

/** The checks of a change that was carried out. */
export const CHECKS: Record<Operation, ChecksOf> = {
  CreateSecurityGroup: ({ id, input }, { output }, { securityGroups }) => {
    const group = securityGroups.find((one) => one.id === output.GroupId);
    const subject = typeof output.GroupId === "string" ? output.GroupId : id;
    return [check("The security group is there", subject, String(input.GroupName), group?.name ?? NOT_THERE)];
  },
  AuthorizeSecurityGroupEgress: (change, outcome, snapshot) => [rulesCheck("egress", change, outcome, snapshot)],
  AuthorizeSecurityGroupIngress: (change, outcome, snapshot) => [rulesCheck("ingress", change, outcome, snapshot)],
  ModifyVpcAttribute: ({ input }, _outcome, { vpc }) => {
    const { name, value } = attributeSet(input);
    const is = name === "EnableDnsSupport" ? vpc?.enableDnsSupport : vpc?.enableDnsHostnames;
    const word = (on: boolean | undefined) => (on === undefined ? NOT_THERE : on ? "on" : "off");
    return [check(`${name} is ${word(value)}`, vpc?.id ?? "the VPC", word(value), word(is))];
  },
  CreateVpcEndpoint: (change, { created, output }, snapshot) => {
    const response = z.object({ VpcEndpoint: z.object({ VpcEndpointId: z.string() }) }).safeParse(output).data;
    const id = response?.VpcEndpoint.VpcEndpointId ?? created[0];
    const endpoint = snapshot.endpoints.find((one) => one.id === id);
    return [
      ...endpointChecks(id, change, snapshot, {
        subnetIds: ids(change.input.SubnetIds),
        routeTableIds: ids(change.input.RouteTableIds),
        privateDns: change.input.PrivateDnsEnabled === true,
      }),
      ...(endpoint?.type === "Interface" && endpoint.state === "available" ? [dnsEntryCheck(endpoint)] : []),
    ];
  },
  ModifyVpcEndpoint: (change, { input }, snapshot) => {
    const sent = modifyEndpointInput.safeParse(input ?? change.input).data;
    const checks = endpointChecks(sent?.VpcEndpointId, change, snapshot, {
      subnetIds: sent?.AddSubnetIds ?? [],
      routeTableIds: sent?.AddRouteTableIds ?? [],
      privateDns: sent?.PrivateDnsEnabled === true,
    });
    const endpoint = snapshot.endpoints.find(({ id }) => id === sent?.VpcEndpointId);
    if (!sent || !endpoint) return checks;
    // EC2 may store a policy in another form than it was sent; planning again compares what it means.
    const added = [
      ...ENDPOINT_LISTS.flatMap(({ add }) => sent[add] ?? []),
      ...(sent.IpAddressType ? [sent.IpAddressType] : []),
    ];
    if (added.length === 0) return checks;
    const has = new Set<string>([...ENDPOINT_LISTS.flatMap(({ has }) => endpoint[has]), endpoint.ipAddressType]);
    const missing = added.filter((one) => !has.has(one));
    const expected = added.join(", ");
    const found = missing.length > 0 ? `lacks ${missing.join(", ")}` : expected;
    return [...checks, check("The endpoint has what was added", endpoint.id, expected, found)];
  },
};

const ids = (value: unknown): string[] => z.array(z.string()).safeParse(value).data ?? [];

function rulesCheck(
  direction: "ingress" | "egress",
  change: Change,
  { input }: StepOutcome,
  { securityGroups }: Snapshot,
): Check {
  const sent = authorizeInput.safeParse(input ?? change.input).data;
  const group = securityGroups.find(({ id }) => id === sent?.GroupId);
  const wanted = singlePermissions(sent?.IpPermissions ?? []);
  const missing = missingPermissions(wanted, group, direction);
  const expected = counted(wanted.length, "rule");
  const lacks = group
    ? `lacks ${missing.map(({ key }) => key.replace(/ (\d+)-\1 /, "/$1 ")).join(", ")}`
    : "the group is not there";
  return check(
    "The rules are there",
    `${direction} of ${sent?.GroupId ?? "the group"}`,
    expected,
    group && missing.length === 0 ? expected : lacks,
  );
}

type ExpectedEndpoint = { subnetIds: readonly string[]; routeTableIds: readonly string[]; privateDns: boolean };

function endpointChecks(
  id: string | undefined,
  change: Change,
  snapshot: Snapshot,
  { subnetIds, routeTableIds, privateDns }: ExpectedEndpoint,
): Check[] {
  const endpoint = snapshot.endpoints.find((candidate) => candidate.id === id);
  const subject = id ?? change.id;
  // Where the service's owner has to accept first, the plan does not wait for it.
  const usable = change.until ? ["available"] : ["available", "pending", "pendingacceptance"];
  const state = endpoint?.state ?? NOT_THERE;
  const available = check(
    "The endpoint is available",
    subject,
    usable[0] ?? "available",
    state,
    usable.includes(state),
  );
  if (endpoint?.type === "Gateway") return [available, ...routeChecks(endpoint, routeTableIds, snapshot)];
  if (endpoint?.type !== "Interface") return [available];
  return [
    available,
    interfaceCheck(endpoint, subnetIds, snapshot),
    ...(privateDns ? [check("Private DNS is on", subject, "on", isNamed(endpoint) ? "on" : "off")] : []),
  ];
}

/** In each subnet that the endpoint was given or says it has, one of its interfaces, with an address. */
function interfaceCheck(endpoint: VpcEndpoint, given: readonly string[], snapshot: Snapshot): Check {
  const wanted = [...new Set([...given, ...endpoint.subnetIds])].sort();
  const covered = new Set<string>(
    interfacesOf(endpoint, snapshot).flatMap((one) => (addressesOf(one, endpoint).length > 0 ? [one.subnetId] : [])),
  );
  const without = wanted.filter((subnetId) => !covered.has(subnetId));
  const expected = wanted.join(", ");
  const found = without.length > 0 ? `none in ${without.join(", ")}` : expected;
  return check("An interface is in each subnet", endpoint.id, expected, found);
}

/** An endpoint has names of its own from the moment that it can be used (EC2 API reference, VpcEndpoint.DnsEntries). */
function dnsEntryCheck({ id, dnsNames }: VpcEndpoint): Check {
  return check(
    "The endpoint has DNS entries",
    id,
    "at least one",
    counted(dnsNames.length, "name"),
    dnsNames.length > 0,
  );
}

/** The endpoint's interfaces as DescribeNetworkInterfaces has them: DescribeVpcEndpoints repeats its input. */
function interfacesOf({ networkInterfaceIds }: VpcEndpoint, { networkInterfaces }: Snapshot): NetworkInterface[] {
  const own = new Set(networkInterfaceIds);
  return networkInterfaces.filter(({ id }) => own.has(id));
}

/** Addresses of the kind that the endpoint's names lead to. */
function addressesOf({ addresses, ipv6Addresses }: NetworkInterface, { ipAddressType }: VpcEndpoint): string[] {
  return ipAddressType === "ipv6" ? ipv6Addresses : addresses.map(({ address }) => address);
}

/** A name of an interface endpoint resolves to an address of its interfaces. */
export function nameAddressCheck(name: string, endpointId: string, snapshot: Snapshot): Check[] {
  const endpoint = snapshot.endpoints.find(({ id }) => id === endpointId);
  if (endpoint?.type !== "Interface") return [];
  const addresses = interfacesOf(endpoint, snapshot).flatMap((one) => addressesOf(one, endpoint));
  const found = addresses.length > 0 ? addresses.join(", ") : "no address";
  return [check("The name has an address", name, `an address of ${endpointId}`, found, addresses.length > 0)];
}

/**
 * In each route table that the gateway was given, its route to the service's prefix list: the route is what carries packets
 * (DescribeRouteTables), not the list of tables in DescribeVpcEndpoints.
 */
function routeChecks(endpoint: VpcEndpoint, given: readonly string[], { routeTables, prefixLists }: Snapshot): Check[] {
  const { id, serviceName } = endpoint;
  if (given.length === 0) return [];
  const list = prefixLists.find(({ name }) => name === serviceName)?.id;
  const there = new Set<string>(
    routeTables
      .filter(({ routes }) =>
        routes.some(
          ({ destination, targetId, active }) => active && targetId === id && destination === (list ?? destination),
        ),
      )
      .map((table) => table.id),
  );
  const without = given.filter((table) => !there.has(table));
  const expected = given.join(", ");
  const found = without.length > 0 ? `not in ${without.join(", ")}` : expected;
  return [check("The route tables have routes to the endpoint", id, expected, found)];
}
