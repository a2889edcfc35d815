import { describe, expect, it } from "vitest";
import { refusalOf } from "./request";

const asked = (method: string, headers: Record<string, string>) => ({ method, headers: new Headers(headers) });
const refused = (method: string, headers: Record<string, string>, publicUrl: string | null = null) =>
  refusalOf(asked(method, headers), publicUrl ? new URL(publicUrl) : null);

describe("a request is turned away", () => {
  it.each([
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.nip.io:3000",
    "2130706433:3000",
    "[::ffff:127.0.0.1]",
    "127.1",
    "",
  ])("when its Host is %s", (host) => {
    expect(refused("GET", { host })).toBe("host");
  });

  it("when it names no Host", () => {
    expect(refused("GET", {})).toBe("host");
  });

  it.each([
    ["absent", {}],
    ["null", { origin: "null" }],
    ["of another port", { origin: "http://localhost:4000" }],
    ["of another loopback name", { origin: "http://127.0.0.1:3000" }],
    ["of another scheme", { origin: "https://localhost:3000" }],
    ["of another site", { origin: "http://evil.example" }],
  ])("when it writes and its Origin is %s", (_, headers) => {
    expect(refused("POST", { host: "localhost:3000", ...headers })).toBe("origin");
  });

  it("when it reads with an Origin of another site", () => {
    expect(refused("GET", { host: "localhost:3000", origin: "http://evil.example" })).toBe("origin");
  });

  it("when another site's page fetches, or frames, even from another port of this machine", () => {
    for (const site of ["cross-site", "same-site"]) {
      const from = { host: "localhost:3000", "sec-fetch-site": site };
      expect(refused("GET", { ...from, "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" })).toBe(
        "sec-fetch-site",
      );
      expect(refused("GET", { ...from, "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" })).toBe(
        "sec-fetch-site",
      );
    }
  });

  it("when it tries to skip the proxy", () => {
    expect(refused("GET", { host: "localhost:3000", "x-middleware-subrequest": "proxy" })).toBe(
      "x-middleware-subrequest",
    );
  });

  it("when it forges where it came from", () => {
    expect(refused("GET", { host: "evil.example", "x-forwarded-host": "localhost:3000" })).toBe("host");
  });
});

describe("a request is let in", () => {
  it.each(["localhost:3000", "127.0.0.1:3000", "[::1]:3000", "localhost"])("when it reads at %s", (host) => {
    expect(refused("GET", { host, "sec-fetch-site": "same-origin" })).toBeNull();
    expect(refused("GET", { host })).toBeNull();
  });

  it("when a person follows a link from elsewhere or types the address", () => {
    const navigation = { host: "localhost:3000", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
    expect(refused("GET", { ...navigation, "sec-fetch-site": "cross-site" })).toBeNull();
    expect(refused("GET", { ...navigation, "sec-fetch-site": "none" })).toBeNull();
  });

  it("when it writes from its own pages", () => {
    expect(
      refused("POST", { host: "[::1]:3000", origin: "http://[::1]:3000", "sec-fetch-site": "same-origin" }),
    ).toBeNull();
  });

  it("when it comes to the configured public name", () => {
    const at = { host: "postern.example.com" };
    expect(refused("GET", at, "https://postern.example.com")).toBeNull();
    expect(refused("POST", { ...at, origin: "https://postern.example.com" }, "https://postern.example.com")).toBeNull();
    expect(refused("POST", { ...at, origin: "http://postern.example.com" }, "https://postern.example.com")).toBe(
      "origin",
    );
  });
});
