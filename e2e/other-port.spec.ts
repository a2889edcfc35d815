/**
 * Browsers send a cookie to every port of its host, and another port of this machine may be anybody's: another user's, a
 * container's, a development server's. A listener there gets nothing that opens Postern.
 */
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { networkInterfaces } from "node:os";
import type { Page } from "@playwright/test";
import pg from "pg";
import { expect, setting, test } from "./fixtures";
import { actionId } from "./guard-requests";
import { privateNetwork } from "./network";
import { each, send } from "./raw";

const CANARY = "canary-of-the-other-port";
const base = setting("POSTERN_E2E_URL");
const { host, hostname, port } = new URL(base);

type Received = { method: string; path: string; headers: IncomingHttpHeaders };

/** The same port of both addresses of loopback. */
const listeners: Server[] = [];
let other = 0;
const received: Received[] = [];

/** Not every machine has the second. */
const LOOPBACK = ["127.0.0.1", "::1"].filter((address) =>
  Object.values(networkInterfaces()).some((all) => all?.some((one) => one.address === address)),
);

test.beforeAll(async () => {
  for (const address of LOOPBACK) {
    const server = createServer((request, response) => {
      received.push({ method: request.method ?? "", path: request.url ?? "", headers: request.headers });
      response.setHeader("access-control-allow-origin", request.headers.origin ?? "*");
      response.setHeader("access-control-allow-credentials", "true");
      response.setHeader("content-type", "text/html").end("<!doctype html><title>listener</title><body>");
    });
    await new Promise<void>((listening) => server.listen(other, address, listening));
    other = (server.address() as AddressInfo).port;
    listeners.push(server);
  }
});
test.afterAll(() => {
  for (const server of listeners) server.close();
});

/** All requests that a page of the listener can make a browser send back to it, at addresses below `base`. */
async function sendAllRequests(page: Page, base: string): Promise<void> {
  await page.evaluate(async (base) => {
    const added = (tag: string, attributes: Record<string, string>) => {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      document.body.append(element);
      return element;
    };
    added("img", { src: `${base}/img` });
    added("script", { src: `${base}/script` });
    added("iframe", { src: `${base}/iframe`, name: "inner" });
    const form = added("form", { action: `${base}/form`, method: "post", target: "inner" });
    navigator.sendBeacon(`${base}/beacon`);
    const asked = [
      fetch(`${base}/fetch`, { credentials: "include" }),
      fetch(`${base}/fetch-no-cors`, { credentials: "include", mode: "no-cors" }),
      fetch(`${base}/fetch-post`, { credentials: "include", method: "POST", body: "{}" }),
    ];
    await Promise.allSettled(asked);
    (form as HTMLFormElement).submit();
  }, base);
}

const REQUESTS = "img script iframe form beacon fetch fetch-no-cors fetch-post".split(" ");
/** Which of these addresses were not asked for yet. */
const missing = (addresses: string[]) =>
  addresses.filter((address) => !received.some(({ path }) => path === new URL(address).pathname));

test("what a listener on another port receives from a signed-in browser opens nothing", async ({
  page,
  ec2,
  session,
}) => {
  test.setTimeout(180_000);
  await privateNetwork(ec2, CANARY);
  await page.request.get("/api/vpcs?region=us-east-1&refresh=true");
  await page.goto("/");
  await expect(page.getByText(CANARY).first()).toBeVisible();

  const names = ["127.0.0.1", "localhost", "[::1]", "a.localhost", "postern-0123456789abcdef0123.localhost"];
  for (const [index, name] of names.entries()) {
    const listener = `http://${name}:${other}/${index}`;
    // A typed address, or a bookmark; then from a page.
    await page.goto(`${listener}/typed`);
    await sendAllRequests(page, listener);
    // By a link on Postern's own page, in this tab and in a new one.
    for (const target of ["_self", "_blank"]) {
      await page.goto("/");
      const opened = target === "_self" ? Promise.resolve(page) : page.context().waitForEvent("page");
      await page.evaluate(
        ([href = "", target = ""]) => {
          const link = Object.assign(document.createElement("a"), { href, target, rel: "opener", textContent: "away" });
          document.body.prepend(link);
          link.click();
        },
        [`${listener}/${target}`, target],
      );
      await (await opened).waitForURL(`${listener}/${target}`);
    }
    const asked = ["typed", ...REQUESTS, "_self", "_blank"].map((kind) => `${listener}/${kind}`);
    await expect.poll(() => missing(asked)).toEqual([]);
  }
  const all = received.filter(({ path }) => !path.includes("favicon"));
  for (const { path, headers } of all) {
    expect(JSON.stringify(headers), path).not.toContain(session.value);
    // Nor Postern's host name: anyone who knows it can have the cookie sent to another port.
    expect(JSON.stringify(headers), path).not.toContain(hostname);
  }

  // That it is the name which keeps the cookie from the listener: by that one it would be sent.
  await page.goto(`http://${hostname}:${other}/named`);
  expect(received.find(({ path }) => path === "/named")?.headers.cookie).toContain(session.value);

  const database = new pg.Client({ connectionString: setting("DATABASE_URL") });
  await database.connect();
  try {
    const { rows } = await database.query<{ id: string }>(
      `INSERT INTO postern.drafts (id, account_id, region, title, data)
       VALUES (gen_random_uuid(), '000000000000', 'us-east-1', $1, '{}') RETURNING id`,
      [CANARY],
    );
    const draft = rows[0]?.id ?? "";
    const isThere = async () =>
      (await database.query("SELECT FROM postern.drafts WHERE id = $1 AND deleted_at IS NULL", [draft])).rowCount === 1;
    const own = {
      host,
      origin: base,
      "sec-fetch-site": "same-origin",
      "sec-fetch-mode": "cors",
      "sec-fetch-dest": "empty",
    };
    const remove = { "next-action": actionId("deleteDraft"), accept: "text/x-component", "content-type": "text/plain" };
    const reads = ["/", `/setup/${draft}/network`, "/api/vpcs?region=us-east-1", `/api/drafts/${draft}`];
    const requests = [
      ...reads.map((path) => ({ method: "GET", path, headers: own })),
      ...reads.slice(0, 2).map((path) => ({ method: "GET", path: `${path}?_rsc=1`, headers: { ...own, rsc: "1" } })),
      { method: "POST", path: "/", headers: { ...own, ...remove }, body: JSON.stringify([{ id: draft }]) },
    ];
    /** All that was received, as it came, and any cookie in it under the name of the session's. */
    const held = new Map<string, Record<string, string>>();
    for (const { headers } of all) {
      const kept = Object.entries(headers).filter(
        ([name]) => !/^(?:host|origin|connection|sec-|accept|content-)/.test(name),
      );
      const plain = Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
      const values = (headers.cookie ?? "").split(/;\s*/).map((pair) => pair.slice(pair.indexOf("=") + 1));
      for (const cookie of [headers.cookie, ...values.map((value) => `postern-session-${port}=${value}`)]) {
        const stolen = cookie === undefined ? plain : { ...plain, cookie };
        held.set(JSON.stringify(stolen), stolen);
      }
    }
    expect(held.size).toBeGreaterThan(0);
    await each([...held.values()], async (stolen) => {
      for (const request of requests) {
        const { status, text } = await send(base, { ...request, headers: { ...stolen, ...request.headers } });
        expect([status, text.includes(CANARY), text.includes("vpc-")], request.path).toEqual([401, false, false]);
      }
    });
    expect(await isThere()).toBe(true);

    // With the cookie itself each of them succeeds, and the last one writes.
    const cookie = `${session.name}=${session.value}`;
    for (const request of requests) {
      const { status, text } = await send(base, { ...request, headers: { ...request.headers, cookie } });
      expect(status, request.path).toBeLessThan(400);
      if (request.path === "/api/vpcs?region=us-east-1") expect(text).toContain(CANARY);
    }
    expect(await isThere()).toBe(false);
  } finally {
    await database.end();
  }
});

test("no other program can take the other address of loopback, to which browsers go first", async () => {
  for (const address of LOOPBACK) {
    const taken = await new Promise((done) => {
      const server = createServer().listen(Number(port), address, () => server.close(() => done(false)));
      server.on("error", ({ code }: NodeJS.ErrnoException) => done(code));
    });
    expect(taken, address).toBe("EADDRINUSE");
  }
});

test("at no other name does Postern say what its own is", async ({ session }) => {
  const names = ["127.0.0.1", "localhost", "[::1]", "a.localhost", "postern-0123456789abcdef0123.localhost"];
  for (const path of ["/", "/runs", "/signed-out", "/open?token=x", "/auth/sign-in", "/icon.svg", "/api/runs", "//"]) {
    for (const name of names) {
      for (const cookie of [{}, { cookie: `${session.name}=${session.value}` }]) {
        const response = await send(base, { method: "GET", path, headers: { host: `${name}:${port}`, ...cookie } });
        expect([400, 403], path).toContain(response.status);
        expect(JSON.stringify(response)).not.toContain(hostname);
      }
    }
  }
  // Nor when it is asked without a name.
  const bare = await new Promise<string>((done) => {
    let text = "";
    const socket = connect(Number(port), "127.0.0.1", () => socket.write("GET /runs HTTP/1.0\r\n\r\n"));
    socket.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
    });
    socket.on("close", () => done(text));
  });
  expect(bare).toMatch(/^HTTP\/1.1 403 /);
  expect(bare).not.toContain(hostname);
});
