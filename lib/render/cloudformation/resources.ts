import type { Change, Json } from "#lib/core/format/plan-format";
import { type Rule, rulesOf, tagsOf } from "../rules";

export type Fields = { [key: string]: Json };
export type Resource = { Type: string; Properties: Fields };

const PEER_PROPERTY: Record<"Egress" | "Ingress", Record<Rule["peer"]["kind"], string>> = {
  Egress: {
    GroupId: "DestinationSecurityGroupId",
    PrefixListId: "DestinationPrefixListId",
    CidrIp: "CidrIp",
    CidrIpv6: "CidrIpv6",
  },
  Ingress: {
    GroupId: "SourceSecurityGroupId",
    PrefixListId: "SourcePrefixListId",
    CidrIp: "CidrIp",
    CidrIpv6: "CidrIpv6",
  },
};

function ruleResources(request: Change, direction: "Egress" | "Ingress"): Resource[] {
  return rulesOf(request).map(({ protocol, from, to, peer, description }) => ({
    Type: `AWS::EC2::SecurityGroup${direction}`,
    Properties: {
      GroupId: request.input.GroupId ?? "",
      IpProtocol: protocol,
      FromPort: from,
      ToPort: to,
      [PEER_PROPERTY[direction][peer.kind]]: peer.value,
      ...(description ? { Description: description } : {}),
    },
  }));
}

/** CloudFormation calls a function wherever an object has such a name in it, policies included. */

function callsFunction(value: Json): boolean {
  if (Array.isArray(value)) return value.some(callsFunction);
  if (value === null || typeof value !== "object") return false;
  const names = Object.keys(value);
  const [only, another] = names;
  return (
    names.some((name) => name.startsWith("Fn::")) ||
    (another === undefined && (only === "Ref" || only === "Condition")) ||
    Object.values(value).some(callsFunction)
  );
}

/** A policy as an object to read, or as the text it is where CloudFormation would take a part of it for a function. */
function policyDocument(text: string): Json {
  const policy = JSON.parse(text) as Json;
  return callsFunction(policy) ? text : policy;
}

/** DNS options as CloudFormation writes them (AWS::EC2::VPCEndpoint DnsOptionsSpecification). */
function dnsOptions({ PrivateDnsOnlyForInboundResolverEndpoint: only, ...options }: Fields): Fields {
  if (only === undefined) return options;
  return { ...options, PrivateDnsOnlyForInboundResolverEndpoint: only ? "OnlyInboundResolver" : "AllResolvers" };
}

/**
 * A request's resources; none for what CloudFormation cannot do to resources that are not its own. `later`: the request that
 * switches the endpoint's private DNS on.
 */
export function resourcesOf(request: Change, later: Change | undefined): Resource[] {
  switch (request.operation) {
    case "CreateSecurityGroup": {
      const { Description = "", TagSpecifications: _, ...rest } = request.input;
      const Properties = { GroupDescription: Description, ...rest, Tags: tagsOf(request) };
      return [{ Type: "AWS::EC2::SecurityGroup", Properties }];
    }
    case "CreateVpcEndpoint": {
      const { TagSpecifications: _, PolicyDocument: policy, DnsOptions, ...rest } = request.input;
      const options = { ...Object(DnsOptions), ...Object(later?.input.DnsOptions) } as Fields;
      const Properties = {
        ...rest,
        ...(later ? { PrivateDnsEnabled: true } : {}),
        ...(Object.keys(options).length > 0 ? { DnsOptions: dnsOptions(options) } : {}),
        ...(typeof policy === "string" ? { PolicyDocument: policyDocument(policy) } : {}),
        Tags: tagsOf(request),
      };
      return [{ Type: "AWS::EC2::VPCEndpoint", Properties }];
    }
    case "AuthorizeSecurityGroupEgress":
      return ruleResources(request, "Egress");
    case "AuthorizeSecurityGroupIngress":
      return ruleResources(request, "Ingress");
    case "ModifyVpcAttribute":
    case "ModifyVpcEndpoint":
      return [];
    default:
      return request.operation satisfies never;
  }
}
