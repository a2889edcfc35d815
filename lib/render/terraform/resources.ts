import type { Change, Json } from "#lib/core/format/plan-format";
import type { DocumentContext } from "../document-context";
import type { Names } from "../pieces";
import { type Rule, rulesOf, tagsOf } from "../rules";
import { hclText, hclValue } from "./hcl";

/** A resource block: its arguments, and those of blocks in it by their names, are HCL expressions. */
export type Resource = { type: string; label: string; arguments: Arguments; blocks?: Record<string, Arguments> };
type Arguments = [key: string, value: string][];
type Called = DocumentContext["names"];

/** Any text as a label: letters, digits and underscores. */
const slug = (text: string): string =>
  text
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .replace(/^(?=\d|$)/, "_");

/** A request's label: `create-endpoint-ecr_api` → `ecr_api`. */
function labelOf({ id, operation }: Change): string {
  if (operation === "CreateSecurityGroup") return ENDPOINTS;
  return slug(id.replace(/^(?:create-endpoint|modify-endpoint|enable-private-dns)-/, ""));
}

/** What the group that a plan creates is called. */
const ENDPOINTS = "endpoints";

/** What a rule does: `endpoints_from_shop_tasks`, `shop_tasks_to_endpoints`. */
function ruleLabel(groupId: string, { peer }: Rule, direction: "egress" | "ingress", called: Called): string {
  const name = (id: string) => slug(id.startsWith("${") ? ENDPOINTS : (called[id] ?? id));
  return `${name(groupId)}_${direction === "ingress" ? "from" : "to"}_${name(peer.value)}`;
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

function rules(request: Change, names: Names, direction: "egress" | "ingress", called: Called): Resource[] {
  const groupId = String(request.input.GroupId);
  return rulesOf(request).map((rule) => ({
    type: `aws_vpc_security_group_${direction}_rule`,
    label: ruleLabel(groupId, rule, direction, called),
    arguments: [
      ["security_group_id", hclText(groupId, names)],
      [PEER[rule.peer.kind], hclText(rule.peer.value, names)],
      ["ip_protocol", hclText(rule.protocol, names)],
      ["from_port", String(rule.from)],
      ["to_port", String(rule.to)],
      ...(rule.description ? ([["description", hclText(rule.description, names)]] as Arguments) : []),
      ...tags(request, names),
    ],
  }));
}

/** The rule that EC2 gives to each new group, and that Terraform's provider takes from it (AWS provider, aws_security_group). */
function defaultEgress(): Resource {
  return {
    type: "aws_vpc_security_group_egress_rule",
    label: `${ENDPOINTS}_to_anywhere`,
    arguments: [
      ["security_group_id", `aws_security_group.${ENDPOINTS}.id`],
      ["cidr_ipv4", '"0.0.0.0/0"'],
      ["ip_protocol", '"-1"'],
    ],
  };
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
 * endpoint must not say anything about it (AWS provider, aws_vpc_endpoint_private_dns). `called`: names of groups by id.
 */
export function resourcesOf(request: Change, names: Names, later: Change | undefined, called: Called): Resource[] {
  switch (request.operation) {
    case "CreateSecurityGroup":
      return [creation(request, names, "aws_security_group", undefined), defaultEgress()];
    case "CreateVpcEndpoint":
      return [creation(request, names, "aws_vpc_endpoint", later)];
    case "AuthorizeSecurityGroupEgress":
      return rules(request, names, "egress", called);
    case "AuthorizeSecurityGroupIngress":
      return rules(request, names, "ingress", called);
    case "ModifyVpcEndpoint":
      return modification(request, names);
    case "ModifyVpcAttribute":
      return [];
    default:
      return request.operation satisfies never;
  }
}
