import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressesOf, covers, overlaps } from "#lib/core/network/intervals";
import { mapAddresses } from "./addresses";

const AWS = ["52.216.0.0/15", "3.5.0.0/19", "2600:1fa0::/36"];
const address = mapAddresses("key", AWS);

const cidr4 = fc
  .record({
    octets: fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)),
    length: fc.integer({ min: 1, max: 32 }),
  })
  .map(({ octets, length }) => {
    const value = octets.reduce((sum, octet) => sum * 256 + octet, 0);
    const network = value - (value % 2 ** (32 - length));
    return `${[24, 16, 8, 0].map((shift) => Math.floor(network / 2 ** shift) % 256).join(".")}/${length}`;
  });

describe("mapped addresses", () => {
  it("keep which block is in which, and which overlap", () => {
    fc.assert(
      fc.property(cidr4, cidr4, (a, b) => {
        const [one, other] = [a, b].map((cidr) => addressesOf(cidr, 4));
        const [mappedOne, mappedOther] = [a, b].map((cidr) => addressesOf(address(cidr), 4));
        if (!one || !other || !mappedOne || !mappedOther) throw new Error("no addresses");
        expect(covers(mappedOne, mappedOther)).toBe(covers(one, other));
        expect(overlaps(mappedOne, mappedOther)).toBe(overlaps(one, other));
      }),
      { numRuns: 500 },
    );
  });

  it("keep the place in a VPC and the size", () => {
    const [vpc = "", subnet = "", resolver = ""] = ["10.20.0.0/16", "10.20.33.0/24", "10.20.0.2"].map(address);
    const second = vpc.split(".")[1];
    expect(second).not.toBe("20");
    expect([vpc, subnet, resolver]).toEqual([`10.${second}.0.0/16`, `10.${second}.33.0/24`, `10.${second}.0.2`]);
  });

  it.each([
    "0.0.0.0/0",
    "::/0",
    "169.254.169.253",
    "fd00:ec2::253",
    "64:ff9b::/96",
    "127.0.0.1",
    "52.216.0.0/15",
    "3.5.0.0/19",
    "2600:1fa0::/36",
    "192.168.7.0/24",
    "AmazonProvidedDNS",
  ])("leave %s as it is", (text) => {
    expect(address(text)).toBe(text);
  });

  it("depend on the key", () => {
    const keys = Array.from({ length: 20 }, (_, at) => mapAddresses(`key ${at}`, AWS)("10.20.0.0/16"));
    expect(new Set(keys).size).toBeGreaterThan(5);
  });

  it("hide what is public and not AWS's, and IPv6 blocks", () => {
    expect(address("81.2.69.0/24")).not.toBe("81.2.69.0/24");
    expect(address("2600:1f18:1234:5600::/56")).not.toBe("2600:1f18:1234:5600::/56");
    expect(address("2600:1f18:1234:5600::/56")).toMatch(/::\/56$/);
  });
});
