/** What EC2's actions are about: resource types and condition keys, as the Service Authorization Reference has them. */
import table from "./actions.json";

type ActionFacts = {
  /** Keys that hold for the call as a whole. */
  keys: string[];
  /** Type of resource → keys that hold for resources of that type. None: the action knows no resources. */
  resources: Record<string, string[]>;
};

/** null: the table does not have the action; then it is taken to know no resources. */
export function factsOf(action: string): ActionFacts | null {
  return (table as unknown as Record<string, ActionFacts | undefined>)[action] ?? null;
}

/** Type of resource → prefix of its ids. */
export const PREFIXES: Readonly<Record<string, string>> = {
  vpc: "vpc-",
  subnet: "subnet-",
  "security-group": "sg-",
  "security-group-rule": "sgr-",
  "route-table": "rtb-",
  "vpc-endpoint": "vpce-",
  "prefix-list": "pl-",
  "network-interface": "eni-",
  "dhcp-options": "dopt-",
  instance: "i-",
};

/** Type of resource → parameters that hold ids of it, alone or as a list (EC2 API reference). */
export const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  vpc: ["VpcId"],
  subnet: ["SubnetId", "AddSubnetId", "RemoveSubnetId"],
  "security-group": ["GroupId", "SecurityGroupId", "AddSecurityGroupId", "RemoveSecurityGroupId"],
  "route-table": ["RouteTableId", "AddRouteTableId", "RemoveRouteTableId"],
  "vpc-endpoint": ["VpcEndpointId"],
  "prefix-list": ["PrefixListId"],
  "network-interface": ["NetworkInterfaceId"],
  "dhcp-options": ["DhcpOptionsId"],
  instance: ["InstanceId"],
};

/** What an action makes. */
export const MADE: Readonly<Record<string, string>> = {
  CreateVpcEndpoint: "vpc-endpoint",
  CreateSecurityGroup: "security-group",
  AuthorizeSecurityGroupIngress: "security-group-rule",
  AuthorizeSecurityGroupEgress: "security-group-rule",
};
