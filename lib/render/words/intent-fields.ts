/** The fields of an intent as the wizard calls them. */
const FIELDS: Readonly<Record<string, string>> = {
  vpcId: "VPC",
  region: "Region",
  services: "Services",
  subnetIds: "Subnets of the endpoints",
  clientSecurityGroupIds: "Workloads",
  clientSubnetIds: "Where workloads may run",
  endpointSecurityGroup: "The endpoints' group",
  gatewayRouteTableIds: "Route tables of the gateways",
  admitVpcCidrs: "Ingress from the VPC",
  privateDns: "Private DNS",
  cutover: "Cutover",
  policies: "Policies",
  ports: "Ports",
  ipAddressType: "Kind of addresses",
  acceptedRisks: "Accepted risks",
  tags: "Tags",
};

const PREFIX = /^(?<field>[A-Za-z]+)(?<rest>[.[][^:]*)?: /;

/** A text that begins with a field of an intent ("subnetIds: …", "ports.logs[0]: …"), with the wizard's word for the field. */
export function fieldWords(text: string): string {
  const { field = "", rest = "" } = PREFIX.exec(text)?.groups ?? {};
  const words = Object.hasOwn(FIELDS, field) ? FIELDS[field] : undefined;
  if (words === undefined) return text;
  const of = /^[.](?<name>[^.[]+)/.exec(rest)?.groups?.name;
  return `${words}${of ? ` (${of})` : ""}: ${text.slice((PREFIX.exec(text)?.[0] ?? "").length)}`;
}
