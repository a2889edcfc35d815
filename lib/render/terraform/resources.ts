import type { Change, Json } from "#lib/core/format/plan-format";
import type { Names } from "../pieces";
import { type Rule, rulesOf, tagsOf } from "../rules";
import { hclText, hclValue } from "./hcl";

/** A resource block: its arguments, and those of blocks in it by their names, are HCL expressions. */
export type Resource = { type: string; label: string; arguments: Arguments; blocks?: Record<string, Arguments> };
type Arguments = [key: string, value: string][];

/** A request's label: `create-endpoint-ecr_api` → `ecr_api`. */
function labelOf({ id, operation }: Change): string {
  if (operation === "CreateSecurityGroup") return "endpoints";
  const rest = id.replace(
    /^(?:create-endpoint|authorize-egress|authorize-ingress|modify-endpoint|enable-private-dns)-/,
    "",
  );
  return rest.replace(/[^A-Za-z0-9]+/g, "_").replace(/^(?=\d)/, "_");
}

const ARGUMENT: Readonly<Record<string, string>> = {
  GroupName: "name",
  Description: "description",
  VpcId: "vpc_id",
  VpcEndpointType: "vpc_endpoint_type",
  ServiceName: "service_name",
  SubnetIds: "subnet_ids",
  SecurityGroupIds: "security_group_ids",
  RouteTableIds: "route_table_ids",
  PrivateDnsEnabled: "private_dns_enabled",
  IpAddressType: "ip_address_type",
};

const DNS_OPTION: Readonly<Record<string, string>> = {
  DnsRecordIpType: "dns_record_ip_type",
  PrivateDnsOnlyForInboundResolverEndpoint: "private_dns_only_for_inbound_resolver_endpoint",
};

const PEER: Record<Rule["peer"]["kind"], string> = {
  GroupId: "referenced_security_group_id",
  PrefixListId: "prefix_list_id",
  CidrIp: "cidr_ipv4",
  CidrIpv6: "cidr_ipv6",
};

function tags(request: Change, names: Names): Arguments {
  const all = Object.fromEntries(tagsOf(request).map(({ Key, Value }) => [Key, Value]));
  return Object.keys(all).length > 0 ? [["tags", hclValue(all, names, "  ")]] : [];
}

function policy(request: Change, names: Names): Arguments {
  const text = request.input.PolicyDocument;
  return typeof text === "string" ? [["policy", `jsonencode(${hclValue(JSON.parse(text) as Json, names, "  ")})`]] : [];
}

/** The group or endpoint that a request creates, with the DNS options that are given to it then and later. */
function creation(request: Change, names: Names, type: string, later: Change | undefined): Resource {
  const known = Object.entries(request.input).flatMap(([field, value]): Arguments => {
    const key = ARGUMENT[field];
    return key && !(later && field === "PrivateDnsEnabled") ? [[key, hclValue(value, names, "  ")]] : [];
  });
  const options = Object.entries({ ...Object(request.input.DnsOptions), ...Object(later?.input.DnsOptions) });
  const block = options.flatMap(([option, value]): Arguments => {
    const key = DNS_OPTION[option];
    return key ? [[key, hclValue(value as Json, names)]] : [];
  });
  return {
    type,
    label: labelOf(request),
    arguments: [...known, ...policy(request, names), ...tags(request, names)],
    ...(block.length > 0 ? { blocks: { dns_options: block } } : {}),
  };
}

function rules(request: Change, names: Names, direction: "egress" | "ingress"): Resource[] {
  const all = rulesOf(request);
  return all.map(({ protocol, from, to, peer, description }, index) => ({
    type: `aws_vpc_security_group_${direction}_rule`,
    label: all.length > 1 ? `${labelOf(request)}_${index + 1}` : labelOf(request),
    arguments: [
      ["security_group_id", hclText(String(request.input.GroupId), names)],
      [PEER[peer.kind], hclText(peer.value, names)],
      ["ip_protocol", hclText(protocol, names)],
      ["from_port", String(from)],
      ["to_port", String(to)],
      ...(description ? ([["description", hclText(description, names)]] as Arguments) : []),
      ...tags(request, names),
    ],
  }));
}

/** A modification as resources beside the endpoint, one per added item. */
function modification(request: Change, names: Names): Resource[] {
  const { input } = request;
  const endpoint: Arguments = [["vpc_endpoint_id", hclText(String(input.VpcEndpointId), names)]];
  const label = labelOf(request);
  const additions = (field: string, type: string, key: string): Resource[] =>
    ((input[field] ?? []) as string[]).map((id, index) => ({
      type: `aws_vpc_endpoint_${type}_association`,
      label: index > 0 ? `${label}_${index + 1}` : label,
      arguments: [...endpoint, [key, hclText(id, names)]],
    }));
  return [
    ...additions("AddSubnetIds", "subnet", "subnet_id"),
    ...additions("AddSecurityGroupIds", "security_group", "security_group_id"),
    ...additions("AddRouteTableIds", "route_table", "route_table_id"),
    ...(input.PolicyDocument
      ? [{ type: "aws_vpc_endpoint_policy", label, arguments: [...endpoint, ...policy(request, names)] }]
      : []),
    ...(input.PrivateDnsEnabled === undefined
      ? []
      : [
          {
            type: "aws_vpc_endpoint_private_dns",
            label,
            arguments: [...endpoint, ["private_dns_enabled", String(input.PrivateDnsEnabled)]] as Arguments,
          },
        ]),
  ];
}

/**
 * A request's resources; none for the VPC's attributes, which belong to the VPC's owner. `names`: addresses of what
 * earlier requests create. `later`: a request of its own switches the endpoint's private DNS on, so that the
 * endpoint must not say anything about it (AWS provider, aws_vpc_endpoint_private_dns).
 */
export function resourcesOf(request: Change, names: Names, later: Change | undefined): Resource[] {
  switch (request.operation) {
    case "CreateSecurityGroup":
      return [creation(request, names, "aws_security_group", undefined)];
    case "CreateVpcEndpoint":
      return [creation(request, names, "aws_vpc_endpoint", later)];
    case "AuthorizeSecurityGroupEgress":
      return rules(request, names, "egress");
    case "AuthorizeSecurityGroupIngress":
      return rules(request, names, "ingress");
    case "ModifyVpcEndpoint":
      return modification(request, names);
    case "ModifyVpcAttribute":
      return [];
    default:
      return request.operation satisfies never;
  }
}
