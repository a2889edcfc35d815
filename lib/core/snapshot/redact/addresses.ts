/**
 * Addresses without what identifies a network. Bits are flipped by a key, each by the bits before it: what is in a block stays in it, and
 * sizes, neighbours and places in a subnet stay. So a plan is the same, while the network's own numbers are not to be seen.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { Address6 } from "ip-address";

export type Mapped = (addressOrCidr: string) => string;

/** First bits of a block, and how many of its bits stay: those of RFC 1918, of carrier-grade NAT, and what AWS reserves. */
type Block = readonly [bits: string, from: number, to: number];

const bitsOf4 = (address: string): string =>
  address
    .split(".")
    .map((octet) => Number(octet).toString(2).padStart(8, "0"))
    .join("");

/** VPCs are no larger than a /16 (VPC user guide): the last 16 bits stay, and with them places in a VPC. */
const PRIVATE: readonly Block[] = [
  [bitsOf4("10.0.0.0").slice(0, 8), 8, 16],
  [bitsOf4("172.16.0.0").slice(0, 12), 12, 16],
  [bitsOf4("100.64.0.0").slice(0, 10), 10, 16],
  [bitsOf4("192.168.0.0").slice(0, 16), 32, 32],
];

/** This network, loopback, link-local, multicast and reserved (IANA special-purpose address registry). */
const SPECIAL = ["0.0.0.0", "127.0.0.0", "169.254.0.0", "198.18.0.0", "224.0.0.0", "240.0.0.0"].map((address) =>
  bitsOf4(address).slice(0, address.startsWith("169") ? 16 : address.startsWith("198") ? 15 : 4),
);

/** `published`: CIDR blocks that AWS publishes, in prefix lists; blocks around them stay as they are. */
export function mapAddresses(key: string, published: readonly string[]): Mapped {
  const ofAws4 = published.filter((cidr) => !cidr.includes(":")).map(bitsOfCidr4);
  const ofAws6 = published.filter((cidr) => cidr.includes(":")).map(bitsOfCidr6);
  return (text) => {
    const [address = "", length] = text.split("/");
    const suffix = length === undefined ? "" : `/${length}`;
    if (address.includes(":")) {
      const bits = bits6(address);
      return `${text6(flipped(bits, range6(bits, ofAws6), Number(length ?? 128), key))}${suffix}`;
    }
    if (!/^\d+\.\d+\.\d+\.\d+$/.test(address)) return text;
    const bits = bitsOf4(address);
    return `${text4(flipped(bits, range4(bits, ofAws4), Number(length ?? 32), key))}${suffix}`;
  };
}

/** The bits of an address that are flipped: from, to. */
function range4(bits: string, ofAws: readonly string[]): readonly [number, number] {
  const known = PRIVATE.find(([block]) => bits.startsWith(block));
  if (known) return [known[1], known[2]];
  if (SPECIAL.some((block) => bits.startsWith(block))) return [32, 32];
  return outsideOf(bits, ofAws, 8, 16, 32);
}

function range6(bits: string, ofAws: readonly string[]): readonly [number, number] {
  // fd00::/8 is a person's own; addresses in 2000::/3 are AWS's or a provider's; all others are special.
  if (bits.startsWith("11111101")) return bits.startsWith(AWS_LOCAL) ? [128, 128] : [8, 48];
  if (!bits.startsWith("001")) return [128, 128];
  return outsideOf(bits, ofAws, 32, 40, 56);
}

/** fd00:ec2::/32, where AWS's own services have addresses. */
const AWS_LOCAL = bits6("fd00:ec2::").slice(0, 32);

/** Where AWS publishes blocks under the first `coarse` bits, those and the next stay; under the first `fine`, all. */
function outsideOf(
  bits: string,
  ofAws: readonly string[],
  coarse: number,
  fine: number,
  end: number,
): readonly [number, number] {
  const under = (length: number) =>
    ofAws.some((one) => one.startsWith(bits.slice(0, length)) || bits.slice(0, length).startsWith(one));
  if (!under(coarse)) return [coarse, end];
  return under(fine) ? [end, end] : [fine, end];
}

/** Bits before `from` and after `to` stay, and so do those after the prefix's length, which are zero. */
function flipped(bits: string, [from, to]: readonly [number, number], length: number, key: string): string {
  let result = bits.slice(0, from);
  for (let at = from; at < bits.length; at += 1) {
    const bit = bits[at] ?? "0";
    const isFlipped = at < to && at < length && flips(key, bits.slice(0, at));
    result += isFlipped ? (bit === "0" ? "1" : "0") : bit;
  }
  return result;
}

const flips = (key: string, before: string): boolean =>
  Number.parseInt(bytesToHex(sha256(utf8ToBytes(`${key} ${before}`))).slice(0, 2), 16) % 2 === 1;

const bitsOfCidr4 = (cidr: string): string =>
  bitsOf4(cidr.split("/")[0] ?? "").slice(0, Number(cidr.split("/")[1] ?? 32));
const bitsOfCidr6 = (cidr: string): string =>
  bits6(cidr.split("/")[0] ?? "").slice(0, Number(cidr.split("/")[1] ?? 128));

function bits6(address: string): string {
  return new Address6(address).bigInt().toString(2).padStart(128, "0");
}

const text4 = (bits: string): string =>
  [0, 8, 16, 24].map((at) => Number.parseInt(bits.slice(at, at + 8), 2)).join(".");

const text6 = (bits: string): string => Address6.fromBigInt(BigInt(`0b${bits}`)).correctForm();
