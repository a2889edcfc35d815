import { describe, expect, it } from "vitest";
import { isInternalHeader, refusalOf } from "./request";

const HOST = "postern-1f2e3d.localhost:3000";
const OWN = { host: HOST, origin: `http://${HOST}` };

function refused(
  method: string,
  headers: Record<string, string>,
  { page = true, publicUrl = OWN.origin }: { page?: boolean; publicUrl?: string } = {},
) {
  return refusalOf({ method, headers: new Headers(headers), page }, publicUrl);
}

describe("a request is refused", () => {
  it.each([
    "evil.example",
    "evil.example:3000",
    "rebind.test:3000",
    // Where it listens: other programs of this machine do so too.
    "localhost:3000",
    "127.0.0.1:3000",
    "[::1]:3000",
    "other.localhost:3000",
    "postern-1f2e3d.localhost",
    "postern-1f2e3d.localhost:80",
    "postern-1f2e3d.localhost:3001",
    "postern-1f2e3d.localhost:03000",
    "postern-1f2e3d.localhost:3000:3000",
    "postern-1f2e3d.localhost.:3000",
    "POSTERN-1F2E3D.localhost:3000",
    "a.postern-1f2e3d.localhost:3000",
    "postern-1f2e3.localhost:3000",
    "user@postern-1f2e3d.localhost:3000",
    "postern-1f2e3d.localhost:3000@evil.example",
    "postern-1f2e3d.localhost:3000, evil.example",
    "postern-1f2e3d.localhost:3000/",
    "postern-1f2e3d.localhost:3000#",
    "http://postern-1f2e3d.localhost:3000",
    "localhost.evil.example",
    "127.0.0.1.nip.io:3000",
    "localhost",
    "127.0.0.1",
    "localhost.:3000",
    "LOCALHOST:3000",
    "2130706433:3000",
    "0x7f000001:3000",
    "0x7f.0.0.1:3000",
    "017700000001:3000",
    "0177.0.0.1:3000",
    "127.1:3000",
    "127.0.1:3000",
    "127.0.0.2:3000",
    "0:3000",
    "0.0.0.0:3000",
    "[::]:3000",
    "[::ffff:127.0.0.1]:3000",
    "[0:0:0:0:0:0:0:1]:3000",
    "::1:3000",
    "",
  ])("when its Host is %s", (host) => {
    expect(refused("GET", { host })).toBe("host");
    expect(refused("POST", { host, origin: `http://${host}` })).toBe("host");
  });

  it("when it names no Host", () => {
    expect(refused("GET", {})).toBe("host");
  });

  it("when it forges where it came from", () => {
    expect(refused("GET", { host: "evil.example", "x-forwarded-host": HOST })).toBe("host");
    expect(refused("POST", { host: HOST, origin: "http://evil.example", "x-forwarded-host": "evil.example" })).toBe(
      "origin",
    );
  });

  it.each([
    ["absent", {}],
    ["null", { origin: "null" }],
    ["empty", { origin: "" }],
    ["of another port", { origin: "http://postern-1f2e3d.localhost:4000" }],
    ["without the port", { origin: "http://postern-1f2e3d.localhost" }],
    ["of another loopback name", { origin: "http://127.0.0.1:3000" }],
    ["of loopback itself", { origin: "http://localhost:3000" }],
    ["of another scheme", { origin: `https://${HOST}` }],
    ["in other letters", { origin: OWN.origin.toUpperCase() }],
    ["with a path", { origin: `${OWN.origin}/` }],
    ["with a user", { origin: `${OWN.origin}@evil.example` }],
    ["of two", { origin: `${OWN.origin}, http://evil.example` }],
    ["of another site", { origin: "http://evil.example" }],
    ["of an extension", { origin: "chrome-extension://abcdefghijklmnop" }],
  ])("when it writes and its Origin is %s", (_, headers) => {
    expect(refused("POST", { host: HOST, ...headers })).toBe("origin");
  });

  it("when it reads with an Origin of another site", () => {
    for (const origin of ["http://evil.example", "null"]) expect(refused("GET", { host: HOST, origin })).toBe("origin");
  });

  it.each(["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get", "Post", "PURGE"])("when its method is %s", (method) => {
    expect(refused(method, OWN)).toBe("method");
  });

  it.each(["cross-site", "same-site", "same-origin, cross-site", "SAME-ORIGIN", ""])(
    "when a page elsewhere fetches, and the browser says %s",
    (site) => {
      const from = { host: HOST, "sec-fetch-site": site };
      for (const mode of ["no-cors", "cors", "websocket", "same-origin"]) {
        for (const dest of ["image", "script", "style", "empty", "document"]) {
          const fetched = { ...from, "sec-fetch-mode": mode, "sec-fetch-dest": dest };
          expect(refused("GET", fetched)).toBe("sec-fetch-site");
          expect(refused("GET", fetched, { page: false })).toBe("sec-fetch-site");
          expect(refused("POST", { ...fetched, origin: OWN.origin })).toBe("sec-fetch-site");
        }
      }
    },
  );

  it.each(["iframe", "frame", "fencedframe", "object", "embed", "serviceworker"])("when it is for an %s", (dest) => {
    for (const site of ["cross-site", "same-site", "same-origin", "none"]) {
      const framed = { host: HOST, "sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": dest };
      expect(refused("GET", framed)).toBe("sec-fetch-dest");
    }
  });

  it.each(["cross-site", "same-site", "none"])("when a person is sent from elsewhere (%s) to data", (site) => {
    const sent = { host: HOST, "sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
    expect(refused("GET", sent, { page: false })).toBe("sec-fetch-site");
    expect(refused("GET", { ...sent, rsc: "1" })).toBe("sec-fetch-site");
    expect(refused("POST", { ...sent, origin: OWN.origin })).toBe("sec-fetch-site");
  });

  it.each(["x-middleware-subrequest", "x-middleware-subrequest-id", "next-resume"])(
    "when it tries to skip the proxy by %s",
    (name) => {
      for (const value of ["proxy", "src/middleware:src/middleware", ""]) {
        expect(refused("GET", { host: HOST, [name]: value })).toBe("internal-header");
      }
    },
  );
});

describe("a request is accepted", () => {
  it("when it reads at its own address", () => {
    expect(refused("GET", { host: HOST, "sec-fetch-site": "same-origin" })).toBeNull();
    expect(refused("HEAD", { host: HOST })).toBeNull();
    expect(refused("GET", { host: HOST }, { page: false })).toBeNull();
  });

  it("when it writes from its own pages", () => {
    expect(refused("POST", { ...OWN, "sec-fetch-site": "same-origin" }, { page: false })).toBeNull();
    expect(refused("POST", OWN, { page: false })).toBeNull();
  });

  it("when a person follows a link from elsewhere to a page, or types its address", () => {
    const navigation = { host: HOST, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
    for (const site of ["cross-site", "same-site", "none"]) {
      expect(refused("GET", { ...navigation, "sec-fetch-site": site })).toBeNull();
    }
  });

  it("when it comes to the configured public name", () => {
    const at = { host: "postern.example.com" };
    const publicUrl = "https://postern.example.com";
    expect(refused("GET", at, { publicUrl })).toBeNull();
    expect(refused("POST", { ...at, origin: publicUrl }, { publicUrl })).toBeNull();
    expect(refused("POST", { ...at, origin: "http://postern.example.com" }, { publicUrl })).toBe("origin");
    expect(refused("GET", { host: HOST }, { publicUrl })).toBe("host");
    expect(refused("GET", at)).toBe("host");
  });
});

it.each([
  ["x-middleware-subrequest", true],
  ["X-Middleware-Rewrite", true],
  ["x-middleware-set-cookie", true],
  ["x-nextjs-data", true],
  ["x-now-route-matches", true],
  ["x-matched-path", true],
  ["x-invoke-path", true],
  ["x-prerender-revalidate", true],
  ["x-next-resume-state-length", true],
  ["next-resume", true],
  ["x-forwarded-host", true],
  ["X-Forwarded-Proto", true],
  ["forwarded", true],
  ["x-real-ip", true],
  ["x-http-method-override", true],
  ["x-original-url", true],
  ["x-rewrite-url", true],
  ["x-nonce", true],
  ["content-security-policy", true],
  ["content-security-policy-report-only", true],
  ["x-action-redirect", true],
  // Next.js sends an action on to the page that has it, with this mark.
  ["x-action-forwarded", false],
  ["next-action", false],
  ["next-router-state-tree", false],
  ["next-url", false],
  ["rsc", false],
  ["host", false],
  ["cookie", false],
])("%s is a header for inside only: %s", (name, internal) => {
  expect(isInternalHeader(name)).toBe(internal);
});
