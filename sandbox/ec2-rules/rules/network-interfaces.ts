/** Network interfaces: the endpoints' beside LocalStack's, and the latter's facts put right. */
import { refusals } from "#lib/core/network/ec2-rules";
import type { Call, Rule } from "../call";
import { freeAddress } from "../endpoints/addresses";
import { describedInterface, listedInterfaces } from "../endpoints/interface";
import { groups, subnets } from "../facts";
import { type Fields, filtered } from "../protocol/filters";
import { list } from "../protocol/params";
import { refuse } from "../protocol/refuse";
import { child, type Element, element, items, setChild, text } from "../protocol/xml";

export const describeNetworkInterfaces: Rule = {
  name: "DescribeNetworkInterfaces shows the interfaces of endpoints, with their groups and addresses",
  source: "EC2 API reference, DescribeNetworkInterfaces",
  actions: ["DescribeNetworkInterfaces"],
  async handle(call) {
    const described = await call.ask("DescribeNetworkInterfaces");
    const theirs = items(described, "networkInterfaceSet").map((item) => corrected(call, item));
    const own = listedInterfaces(call).map((entry) => element("item", describedInterface(call, entry)));
    const listed = [...theirs, ...own];
    const ids = list(call.params, "NetworkInterfaceId");
    const idOf = (item: Element) => text(item, "networkInterfaceId");
    const missing = ids.find((id) => !listed.some((item) => idOf(item) === id));
    if (missing) refuse(refusals.interfaceNotFound, { id: missing });
    const named = ids.length === 0 ? listed : listed.filter((item) => ids.includes(idOf(item)));
    const response = element("DescribeNetworkInterfacesResponse", { networkInterfaceSet: [] });
    child(response, "networkInterfaceSet")?.children.push(...filtered(call.params, named, fieldsOf, tagsOf));
    return response;
  },
};

/** An interface of LocalStack with what it got wrong put right. */
function corrected(call: Call, item: Element): Element {
  const facts = call.state.interfaceFacts.get(text(item, "networkInterfaceId"));
  item.children = item.children.filter((entry) => entry.name !== "requesterId");
  if (!facts) return item;
  if (facts.interfaceType) setChild(item, element("interfaceType", facts.interfaceType));
  if (facts.interfaceType === "nat_gateway") setChild(item, element("groupSet", []));
  if (facts.description) setChild(item, element("description", facts.description));
  if (facts.requesterId) {
    setChild(item, element("requesterId", facts.requesterId));
    setChild(item, element("requesterManaged", true));
    setChild(item, element("status", "in-use"));
  }
  if (facts.status) setChild(item, element("status", facts.status));
  if (facts.ownerId) setChild(item, element("ownerId", facts.ownerId));
  if (facts.securityGroupIds) {
    setChild(
      item,
      element(
        "groupSet",
        facts.securityGroupIds.map((groupId) => ({ groupId, groupName: groupId })),
      ),
    );
  }
  if (facts.prefixes) {
    setChild(
      item,
      element(
        "ipv4PrefixSet",
        facts.prefixes.map((ipv4Prefix) => ({ ipv4Prefix })),
      ),
    );
  }
  const association = facts.publicAddress ? element("association", { publicIp: facts.publicAddress }) : null;
  if (facts.address) setChild(item, element("privateIpAddress", facts.address));
  for (const entry of items(item, "privateIpAddressesSet")) {
    if (text(entry, "primary") === "false") continue;
    if (facts.address) setChild(entry, element("privateIpAddress", facts.address));
    if (association) setChild(entry, association);
  }
  return item;
}

function fieldsOf(item: Element): Fields {
  const groupSet = items(item, "groupSet");
  return {
    "addresses.private-ip-address": items(item, "privateIpAddressesSet").map((entry) =>
      text(entry, "privateIpAddress"),
    ),
    "attachment.attachment-id": [text(item, "attachment", "attachmentId")],
    "attachment.instance-id": [text(item, "attachment", "instanceId")],
    "attachment.instance-owner-id": [text(item, "attachment", "instanceOwnerId")],
    "attachment.status": [text(item, "attachment", "status")],
    "availability-zone": [text(item, "availabilityZone")],
    description: [text(item, "description")],
    "group-id": groupSet.map((group) => text(group, "groupId")),
    "group-name": groupSet.map((group) => text(group, "groupName")),
    "interface-type": [text(item, "interfaceType")],
    "mac-address": [text(item, "macAddress")],
    "network-interface-id": [text(item, "networkInterfaceId")],
    "owner-id": [text(item, "ownerId")],
    "private-ip-address": [text(item, "privateIpAddress")],
    "requester-id": [text(item, "requesterId")],
    "requester-managed": [text(item, "requesterManaged").toLowerCase()],
    status: [text(item, "status")],
    "subnet-id": [text(item, "subnetId")],
    "vpc-id": [text(item, "vpcId")],
  };
}

const tagsOf = (item: Element) =>
  items(item, "tagSet").map((tag) => ({ Key: text(tag, "key"), Value: text(tag, "value") }));

export const addressesOfInterfaces: Rule = {
  name: "CreateNetworkInterface takes a free address of the subnet and groups that exist",
  source: "EC2 API reference, CreateNetworkInterface",
  actions: ["CreateNetworkInterface"],
  async before(call) {
    const { params } = call;
    await groups(call, list(params, "SecurityGroupId"));
    const [subnet] = await subnets(call, [params.get("SubnetId") ?? ""]);
    if (!subnet || params.has("PrivateIpAddress") || params.has("PrivateIpAddresses.1.PrivateIpAddress")) return params;
    return new Map([...params, ["PrivateIpAddress", await freeAddress(call, subnet, call.newId("eni"))]]);
  },
};

export const interfacesOfNatGateways: Rule = {
  name: "A NAT gateway's interface has an address of its subnet, no security group, and is managed by EC2",
  source: "VPC user guide, NAT gateways",
  actions: ["CreateNatGateway"],
  async after(call, response) {
    const natGateway = child(response, "natGateway");
    const [subnet] = await subnets(call, [text(natGateway, "subnetId")]);
    const [address] = items(natGateway, "natGatewayAddressSet");
    const id = text(address, "networkInterfaceId");
    if (!subnet || id === "") return;
    call.put("interfaceFacts", {
      id,
      interfaceType: "nat_gateway",
      description: `Interface for NAT Gateway ${text(natGateway, "natGatewayId")}`,
      requesterId: "amazon-nat",
      address: await freeAddress(call, subnet, id),
    });
  },
};

export const addressesOfNatGateways: Rule = {
  name: "DescribeNatGateways shows the address that the gateway's interface has",
  source: "EC2 API reference, DescribeNatGateways",
  actions: ["DescribeNatGateways", "CreateNatGateway"],
  after(call, response) {
    const gateways = [...items(response, "natGatewaySet"), child(response, "natGateway")];
    for (const address of gateways.flatMap((gateway) => items(gateway, "natGatewayAddressSet"))) {
      const facts = call.state.interfaceFacts.get(text(address, "networkInterfaceId"));
      if (facts?.address) setChild(address, element("privateIp", facts.address));
    }
  },
};

export const managedInterfaces: Rule = {
  name: "Interfaces of endpoints cannot be changed or deleted by themselves",
  source: refusals.interfaceIsManaged.source,
  actions: ["DeleteNetworkInterface", "DetachNetworkInterface", "ModifyNetworkInterfaceAttribute"],
  before(call) {
    const interfaceId = call.params.get("NetworkInterfaceId") ?? "";
    if (call.state.interfaces.has(interfaceId)) refuse(refusals.interfaceIsManaged, { interfaceId });
    return undefined;
  },
};

export const addressesLeft: Rule = {
  name: "DescribeSubnets counts the addresses that endpoint interfaces take",
  source: "EC2 API reference, Subnet",
  actions: ["DescribeSubnets"],
  after(call, response) {
    for (const item of items(response, "subnetSet")) {
      const taken = listedInterfaces(call).filter((entry) => entry.subnetId === text(item, "subnetId")).length;
      const left = Number(text(item, "availableIpAddressCount")) - taken;
      setChild(item, element("availableIpAddressCount", left));
    }
  },
};
