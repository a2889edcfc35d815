import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPrefetch, ownPath, reasonOf, signInResponse } from "./session-routes";

describe("after signing in a person continues", () => {
  it.each(["/", "/runs", "/runs/a-b?tab=dns#row", "/setup/1/review"])("to %s", (path) => {
    expect(ownPath(path)).toBe(path);
  });

  it.each([
    null,
    "",
    "runs",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/..//evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/open?token=x",
    "/auth/sign-in",
    "/signed-out?why=used",
  ])("to the home page and not to %j", (path) => {
    expect(ownPath(path)).toBe("/");
  });

  it("never to another site, for any address", () => {
    const nasty = fc.array(
      fc.constantFrom("/", "\\", "\t", "\n", ".", "..", "%2f", "@", ":", "evil.example", "?", "#"),
    );
    fc.assert(
      fc.property(nasty, (parts) => {
        const path = ownPath(`/${parts.join("")}`);
        expect(new URL(path, "http://127.0.0.1:3000").origin).toBe("http://127.0.0.1:3000");
      }),
    );
  });
});

describe("a person who is signed in", () => {
  it("is sent on at once when they come from nowhere", () => {
    const response = signInResponse(new Headers({ "sec-fetch-site": "none" }), "/runs", ["a=1", "b=2"]);
    expect([response.status, response.headers.get("location")]).toEqual([303, "/runs"]);
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("gets a page that resumes automatically when another site sent them: their cookie stays away from that navigation", async () => {
    const response = signInResponse(
      new Headers({ "sec-fetch-site": "cross-site" }),
      '/runs?x="><script>alert(1)</script>',
      ["a=1"],
    );
    expect([response.status, response.headers.getSetCookie()]).toEqual([200, ["a=1"]]);
    const page = await response.text();
    expect(page).toContain('<meta http-equiv="refresh" content="0;url=/runs?x=&#34;&#62;&#60;script&#62;');
    expect(page).not.toContain("<script");
  });
});

it("what a browser fetches ahead of its person uses nothing up", () => {
  expect(isPrefetch(new Headers({ "sec-purpose": "prefetch;prerender" }))).toBe(true);
  expect(isPrefetch(new Headers({ purpose: "prefetch" }))).toBe(true);
  expect(isPrefetch(new Headers())).toBe(false);
});

it("an address can only name a reason there is", () => {
  expect([reasonOf("used"), reasonOf("<b>"), reasonOf(["used"]), reasonOf(undefined)]).toEqual([
    "used",
    "none",
    "none",
    "none",
  ]);
});
