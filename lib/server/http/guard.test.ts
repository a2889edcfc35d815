import { NextRequest } from "next/server";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { AwsError } from "#lib/aws/gateway";
import { type Failure, NOT_SIGNED_IN, problem, SESSION_UNCHECKED } from "#lib/core/format/failure";
import type { Session } from "#lib/server/auth/session";
import { log } from "#lib/server/log";
import { action, handler, opening, page } from "./guard";

const OWN = { host: "own.localhost:3000", origin: "http://own.localhost:3000" };
const OPERATOR: Session = { id: "s-1", actor: "operator", permissions: ["read", "plan"], issuedAt: 1, expiresAt: 2 };
let sent: Record<string, string> = OWN;
let session: Session | null = OPERATOR;
let missing: Failure = NOT_SIGNED_IN;

vi.mock("next/headers", () => ({ headers: async () => new Headers(sent) }));
vi.mock("#lib/server/auth/address", () => ({ ownOrigin: () => OWN.origin }));
vi.mock("#lib/server/auth/session", () => ({
  sessionOf: async () => (session ? { ok: true, value: session } : { ok: false, error: missing }),
}));

const input = z.object({ name: z.string().max(5, "is too long") });
const plan = { permission: "plan", input } as const;

beforeEach(() => {
  sent = OWN;
  session = OPERATOR;
  missing = NOT_SIGNED_IN;
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.spyOn(log, "warn").mockReturnValue();
});

describe("a server action", () => {
  it("returns the value of its work", async () => {
    expect(await action(plan, async ({ name }) => name.length)({ name: "vpc" })).toEqual({ ok: true, value: 3 });
  });

  it.each([
    ["without an Origin", { host: "own.localhost:3000" }],
    ["with the Origin null", { ...OWN, origin: "null" }],
    ["from another site", { ...OWN, origin: "http://evil.example" }],
    ["to a name that was rebound", { host: "evil.example", origin: "http://evil.example" }],
  ])("does nothing when called %s", async (_, headers) => {
    sent = headers;
    const work = vi.fn();
    expect(await action(plan, work)({ name: "vpc" })).toMatchObject({ ok: false, error: { code: "refused-request" } });
    expect(work).not.toHaveBeenCalled();
  });

  it("does nothing without a session", async () => {
    session = null;
    const work = vi.fn();
    expect(await action(plan, work)({ name: "vpc" })).toMatchObject({ ok: false, error: { code: "not-signed-in" } });
    expect(work).not.toHaveBeenCalled();
  });

  it("does nothing while it is not known whether the session was ended", async () => {
    session = null;
    missing = SESSION_UNCHECKED;
    const work = vi.fn();
    expect(await action(plan, work)({ name: "vpc" })).toEqual({ ok: false, error: SESSION_UNCHECKED });
    expect(work).not.toHaveBeenCalled();
  });

  it("does nothing without the permission, and says who lacks which", async () => {
    const work = vi.fn();
    expect(await action({ permission: "apply", input }, work)({ name: "vpc" })).toMatchObject({
      ok: false,
      error: { code: "not-permitted", sentence: "You are signed in as operator, who may not change the account." },
    });
    expect(work).not.toHaveBeenCalled();
  });

  it("passes the session to its work", async () => {
    expect(await action(plan, async (_, granted) => granted)({ name: "vpc" })).toEqual({
      ok: true,
      value: { session: OPERATOR },
    });
  });

  it("does nothing with input of the wrong form, and names the field", async () => {
    const work = vi.fn();
    expect(await action(plan, work)({ name: "too long" })).toMatchObject({
      ok: false,
      error: { code: "invalid", sentence: "name: is too long" },
    });
    expect(work).not.toHaveBeenCalled();
  });

  it("reports an AWS error as a sentence", async () => {
    const error = new AwsError(
      "denied",
      "UnauthorizedOperation",
      "no",
      "They lack it.",
      "Add it.",
      "DescribeVpcs",
      "r-1",
    );
    expect(await action(plan, () => Promise.reject(error))({ name: "vpc" })).toEqual({
      ok: false,
      error: {
        code: "denied",
        sentence: "They lack it.",
        nextStep: "Add it.",
        detail: "DescribeVpcs: UnauthorizedOperation: no (request r-1)",
      },
    });
  });

  it("masks an unknown error; the log has it under an id", async () => {
    const logged = vi.spyOn(log, "error").mockReturnValue();
    const result = await action(plan, () => Promise.reject(new Error("password=hunter2")))({ name: "vpc" });
    expect(JSON.stringify(result)).not.toContain("hunter2");
    const { id } = z.object({ id: z.string() }).parse(logged.mock.calls[0]?.[0]);
    expect(result).toMatchObject({ ok: false, error: { code: "unexpected", detail: expect.stringContaining(id) } });
  });

  it("says when the database is away", async () => {
    vi.spyOn(log, "error").mockReturnValue();
    const away = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
    expect(await action(plan, () => Promise.reject(away))({ name: "vpc" })).toMatchObject({
      error: { code: "database" },
    });
  });

  it("passes Next's own signals through", async () => {
    const redirect = Object.assign(new Error("NEXT_REDIRECT"), { digest: "NEXT_REDIRECT;push;/;307;" });
    await expect(action(plan, () => Promise.reject(redirect))({ name: "vpc" })).rejects.toBe(redirect);
  });
});

describe("a read handler of a file", () => {
  const read = handler(
    { permission: "read", input: z.object({ id: z.string() }), file: ({ id }) => `${id}.json` },
    async ({ id }) => {
      if (id === "gone") throw problem("not-found", "It is gone.", "Look elsewhere.");
      return { id, name: "a\u202eb" };
    },
  );
  const get = (id: string) =>
    read(new NextRequest("http://own.localhost:3000/api/x", { headers: { host: "own.localhost:3000" } }), {
      params: Promise.resolve({ id }),
    });

  it("returns it alone, as a download of its name, with nothing invisible in it", async () => {
    const response = await get("run-1");
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "cache-control": "no-store",
      "content-disposition": 'attachment; filename="run-1.json"',
      "content-type": "application/json; charset=utf-8",
    });
    const text = await response.text();
    expect(text).toContain("\\u202e");
    expect(JSON.parse(text)).toEqual({ id: "run-1", name: "a\u202eb" });
  });

  it("refuses a file name with special characters", async () => {
    for (const id of ['a"; x="', "../a", "a\r\nb", "A b", ""]) await expect(get(id)).rejects.toThrow("no name");
  });

  it("reports failures as every other", async () => {
    const response = await get("gone");
    expect(response.status).toBe(404);
    expect(response.headers.get("content-disposition")).toBeNull();
    expect(await response.json()).toMatchObject({ ok: false, error: { code: "not-found" } });
  });
});

describe("a read handler", () => {
  const read = handler(
    { permission: "read", input: z.object({ id: z.string(), refresh: z.string() }) },
    async (query) => {
      if (query.id === "gone") throw problem("not-found", "It is gone.", "Look elsewhere.");
      return query;
    },
  );
  const get = (id: string, headers: Record<string, string> = { host: "own.localhost:3000" }) =>
    read(new NextRequest("http://own.localhost:3000/api/x?refresh=true", { headers }), {
      params: Promise.resolve({ id }),
    });

  it("reads path and query as one", async () => {
    const response = await get("a");
    expect([response.status, await response.json()]).toEqual([200, { ok: true, value: { id: "a", refresh: "true" } }]);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("returns failures with a status", async () => {
    expect((await get("gone")).status).toBe(404);
    expect((await get("a", { host: "evil.example" })).status).toBe(403);
    expect((await get("a", { host: "own.localhost:3000", "sec-fetch-site": "cross-site" })).status).toBe(403);
    session = null;
    expect((await get("a")).status).toBe(401);
    missing = SESSION_UNCHECKED;
    expect((await get("a")).status).toBe(503);
    session = { ...OPERATOR, permissions: ["plan"] };
    expect((await get("a")).status).toBe(403);
  });

  it("limits concurrent requests of one session", async () => {
    let finish = () => {};
    const slow = new Promise<void>((done) => {
      finish = done;
    });
    const waits = handler({ permission: "read", input: z.object({}) }, () => slow);
    const request = new NextRequest("http://own.localhost:3000/api/x", { headers: { host: "own.localhost:3000" } });
    const responses = Array.from({ length: 40 }, () => waits(request, { params: Promise.resolve({}) }));
    expect((await Promise.race(responses)).status).toBe(429);
    finish();
    const statuses = (await Promise.all(responses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(16);
    expect(statuses.filter((status) => status === 429)).toHaveLength(24);
  });
});

describe("a page", () => {
  it("shows nothing to a request that the proxy should have refused", async () => {
    sent = { host: "evil.example" };
    const render = vi.fn();
    for (const permission of ["read", "none"] as const) {
      await expect(page({ permission }, render)({})).rejects.toThrow("did not come from Postern");
    }
    expect(render).not.toHaveBeenCalled();
  });

  it("shows nothing without a session or the permission, and gives the browser the reason", async () => {
    // As next.config.js has it.
    vi.stubEnv("__NEXT_EXPERIMENTAL_AUTH_INTERRUPTS", "1");
    const render = vi.fn();
    session = { ...OPERATOR, permissions: ["read"] };
    const forbidden = { digest: "NEXT_HTTP_ERROR_FALLBACK;403" };
    await expect(page({ permission: "plan" }, render)({})).rejects.toMatchObject(forbidden);
    session = null;
    await expect(page({ permission: "read" }, render)({})).rejects.toMatchObject({ digest: "postern/not-signed-in" });
    expect(render).not.toHaveBeenCalled();
  });

  it("that needs no session is shown to everybody", async () => {
    session = null;
    expect(await page({ permission: "none" }, async () => "shown")({})).toBe("shown");
  });
});

describe("an opening", () => {
  it("needs no session, and does nothing for a request from elsewhere", async () => {
    session = null;
    const open = opening(async () => new Response("opened"));
    const ask = (headers: Record<string, string>) =>
      open(new NextRequest("http://own.localhost:3000/open", { headers }));
    expect(await (await ask({ host: "own.localhost:3000" })).text()).toBe("opened");
    expect((await ask({ host: "evil.example" })).status).toBe(403);
  });
});
