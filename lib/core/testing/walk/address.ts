/** Addresses one by one, as whole numbers; those of IPv6 lie above all of IPv4, so that no two are ever mixed up. */

export type Address = bigint;

const IPV6 = 1n << 128n;

function number4(text: string): bigint {
  return text.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function number6(text: string): bigint {
  const [head = "", tail] = text.split("::");
  const words = (part: string | undefined) => (part ? part.split(":") : []);
  const [front, back] = [words(head), words(tail)];
  const zeros = tail === undefined ? 0 : 8 - front.length - back.length;
  const all = [...front, ...Array.from({ length: zeros }, () => "0"), ...back];
  return all.reduce((sum, word) => sum * 65536n + BigInt(`0x${word}`), 0n);
}

type Block = { first: Address; last: Address; length: number };

const blocks = new Map<string, Block>();

/** A CIDR block, or one address. */
export function block(cidr: string): Block {
  const known = blocks.get(cidr);
  if (known) return known;
  const [text = "", prefix] = cidr.split("/");
  const isV6 = text.includes(":");
  const length = prefix === undefined ? (isV6 ? 128 : 32) : Number(prefix);
  const size = 1n << BigInt((isV6 ? 128 : 32) - length);
  const number = isV6 ? number6(text) : number4(text);
  const first = number - (number % size) + (isV6 ? IPV6 : 0n);
  const created = { first, last: first + size - 1n, length };
  blocks.set(cidr, created);
  return created;
}

export function addressOf(text: string): Address {
  return block(text).first;
}

export function isIn(address: Address, cidr: string): boolean {
  const { first, last } = block(cidr);
  return first <= address && address <= last;
}

/** Every address of a small block. */
export function each(cidr: string): Address[] {
  const { first, last } = block(cidr);
  return Array.from({ length: Number(last - first) + 1 }, (_, i) => first + BigInt(i));
}

export const isV6 = (address: Address): boolean => address >= IPV6;
