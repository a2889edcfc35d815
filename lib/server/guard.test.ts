import { NextRequest } from "next/server";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { AwsError } from "#lib/aws/gateway";
import { problem } from "#lib/core/failure";
import { action, handler, page } from "./guard";
import { log } from "./log";

const OWN = { host: "localhost:3000", origin: "http://localhost:3000" };
let sent: Record<string, string> = OWN;

vi.mock("next/headers", () => ({ headers: async () => new Headers(sent) }));

const input = z.object({ name: z.string().max(5, "is too long") });
const plan = { permission: "plan", input } as const;

beforeEach(() => {
  sent = OWN;
  vi.restoreAllMocks();
  vi.spyOn(log, "warn").mockReturnValue();
});

describe("a server action", () => {
  it("answers with the value of its work", async () => {
    expect(await action(plan, async ({ name }) => name.length)({ name: "vpc" })).toEqual({ ok: true, value: 3 });
  });

  it.each([
    ["without an Origin", { host: "localhost:3000" }],
    ["with the Origin null", { ...OWN, origin: "null" }],
    ["from another site", { ...OWN, origin: "http://evil.example" }],
    ["to a name that was rebound", { host: "evil.example", origin: "http://evil.example" }],
  ])("does nothing when called %s", async (_, headers) => {
    sent = headers;
    const work = vi.fn();
    expect(await action(plan, work)({ name: "vpc" })).toMatchObject({ ok: false, error: { code: "refused-request" } });
    expect(work).not.toHaveBeenCalled();
  });

  it("does nothing with input of the wrong form, and names the field", async () => {
    const work = vi.fn();
    expect(await action(plan, work)({ name: "too long" })).toMatchObject({
      ok: false,
      error: { code: "invalid", sentence: "name: is too long" },
    });
    expect(work).not.toHaveBeenCalled();
  });

  it("tells an AWS error in words", async () => {
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

  it("keeps an unknown error to itself; the log tells it under an id", async () => {
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

  it("lets Next's own signals pass", async () => {
    const redirect = Object.assign(new Error("NEXT_REDIRECT"), { digest: "NEXT_REDIRECT;push;/;307;" });
    await expect(action(plan, () => Promise.reject(redirect))({ name: "vpc" })).rejects.toBe(redirect);
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
  const get = (id: string, headers: Record<string, string> = { host: "localhost:3000" }) =>
    read(new NextRequest("http://localhost:3000/api/x?refresh=true", { headers }), { params: Promise.resolve({ id }) });

  it("reads path and query as one", async () => {
    const response = await get("a");
    expect([response.status, await response.json()]).toEqual([200, { ok: true, value: { id: "a", refresh: "true" } }]);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("answers failures with a status", async () => {
    expect((await get("gone")).status).toBe(404);
    expect((await get("a", { host: "evil.example" })).status).toBe(403);
    expect((await get("a", { host: "localhost:3000", "sec-fetch-site": "cross-site" })).status).toBe(403);
  });
});

describe("a page", () => {
  it("shows nothing to a request that the proxy should have refused", async () => {
    sent = { host: "evil.example" };
    const render = vi.fn();
    await expect(page({ permission: "read" }, render)({})).rejects.toThrow("did not come from Postern");
    expect(render).not.toHaveBeenCalled();
  });
});
