/** Addresses that endpoint interfaces take in a subnet. */
import { createHash } from "node:crypto";
import { Address4, Address6 } from "ip-address";
import { refusals } from "#lib/core/network/ec2-rules";
import type { Call } from "../call";
import { type Subnet, where } from "../facts";
import { refuse } from "../protocol/refuse";
import { items, text } from "../protocol/xml";

/** EC2 keeps the first four addresses of a subnet and the last (VPC user guide, Subnet CIDR blocks). */
const KEPT_AT_START = 4n;
const KEPT_AT_END = 1n;

/**
 * A free address of the subnet, chosen by the interface's id so that a replay chooses it again, and away from the start,
 * where instances take theirs.
 */
export async function freeAddress(call: Call, subnet: Subnet, interfaceId: string): Promise<string> {
  const taken = new Set(await takenAddresses(call, subnet.id));
  const block = new Address4(subnet.cidr);
  const first = block.startAddress().bigInt() + KEPT_AT_START;
  const count = block.endAddress().bigInt() - KEPT_AT_END - first + 1n;
  const digest = BigInt(`0x${createHash("sha256").update(interfaceId).digest("hex").slice(0, 12)}`);
  for (let step = 0n; step < count; step += 1n) {
    const address = Address4.fromBigInt(first + ((digest + step) % count)).correctForm();
    if (!taken.has(address)) return address;
  }
  return refuse(refusals.noFreeAddress, { subnetId: subnet.id });
}

/** An IPv6 address of the subnet, chosen by the interface's id: enough that none is used twice. */
export async function ipv6AddressIn(call: Call, subnetId: string, interfaceId: string): Promise<string> {
  const [subnet] = items(await call.ask("DescribeSubnets", where("subnet-id", [subnetId])), "subnetSet");
  const [block] = subnet ? items(subnet, "ipv6CidrBlockAssociationSet") : [];
  const first = new Address6(block ? text(block, "ipv6CidrBlock") : "::/64").startAddress().bigInt();
  const digest = BigInt(`0x${createHash("sha256").update(interfaceId).digest("hex").slice(0, 16)}`);
  return Address6.fromBigInt(first + digest).correctForm();
}

/** Addresses in use in the subnet: of LocalStack's interfaces, corrected, and of endpoints'. */
async function takenAddresses(call: Call, subnetId: string): Promise<string[]> {
  const response = await call.ask("DescribeNetworkInterfaces", where("subnet-id", [subnetId]));
  const others = items(response, "networkInterfaceSet").flatMap((item) => {
    const corrected = call.state.interfaceFacts.get(text(item, "networkInterfaceId"))?.address;
    if (corrected) return [corrected];
    return items(item, "privateIpAddressesSet").map((entry) => text(entry, "privateIpAddress"));
  });
  const own = [...call.state.interfaces.values()]
    .filter((entry) => entry.subnetId === subnetId && isThere(entry, call.now))
    .map((entry) => entry.address);
  return [...others, ...own];
}

/** Whether a resource that may have been deleted still exists. */
export const isThere = (resource: { goneAt: number | null }, now: number): boolean =>
  resource.goneAt === null || now < resource.goneAt;
