import { createServer, type IncomingMessage, request, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Failure, NOT_SIGNED_IN, SESSION_UNCHECKED } from "#lib/core/format/failure";
import { NOT_HERE } from "./request";
import { accepted, BODY_BYTES, FORWARDED, HEADER_BYTES } from "./request-filter";

let port = 0;
let session: { ok: boolean; error?: Failure } = { ok: true };
const NONE = { ok: false, error: NOT_SIGNED_IN };
const UNCHECKED = { ok: false, error: SESSION_UNCHECKED };

vi.mock("#lib/server/auth/session", () => ({ sessionOf: async () => session }));
vi.mock("#lib/server/auth/address", () => ({ ownOrigin: () => `http://own.localhost:${port}` }));

/** Behind the filter: returns the request that passed, after reading all of it. */
async function inside(asked: IncomingMessage): Promise<string> {
  let bytes = 0;
  for await (const chunk of asked) bytes += chunk.length;
  return JSON.stringify({ bytes, headers: asked.headers });
}

let server: Server;
beforeAll(async () => {
  server = createServer({ requireHostHeader: false, maxHeaderSize: HEADER_BYTES }, async (asked, response) => {
    if (await accepted(asked, response))
      inside(asked).then(
        (text) => response.end(text),
        () => {},
      );
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => void server.close());
beforeEach(() => {
  session = { ok: true };
});

type Sent = { method?: string; path?: string; headers?: Record<string, string | string[]>; body?: Buffer[] };
type HttpResponse = { status: number | undefined; headers: IncomingMessage["headers"]; text: string };

function send({ method = "GET", path = "/", headers = {}, body = [] }: Sent): Promise<HttpResponse> {
  return new Promise((done, failed) => {
    const sent = request(
      { port, host: "127.0.0.1", method, path, headers: { host: `own.localhost:${port}`, ...headers }, agent: false },
      async (response) => {
        let text = "";
        for await (const chunk of response.setEncoding("utf8")) text += chunk;
        done({ status: response.statusCode, headers: response.headers, text });
      },
    );
    sent.on("error", failed);
    for (const chunk of body) sent.write(chunk);
    sent.end();
  });
}

/** Exactly these bytes. */
function raw(text: string): Promise<string> {
  return new Promise((done, failed) => {
    let response = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.setEncoding("utf8").on("data", (chunk) => {
      response += chunk;
    });
    socket.on("close", () => done(response)).on("error", failed);
  });
}

const action = () => ({ origin: `http://own.localhost:${port}`, "next-action": "7f".repeat(21) });
const status = async (sent: Sent) => (await send(sent)).status;

describe("the request filter", () => {
  it("gives every response the security headers, refusals included", async () => {
    for (const headers of [{}, { host: "evil.example" }]) {
      const response = await send({ headers });
      expect(response.headers).toMatchObject({
        "content-security-policy": expect.stringMatching(/script-src 'self' 'nonce-[^']{20,}'.*frame-ancestors 'none'/),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
      });
      expect(response.headers["content-security-policy"]).not.toMatch(/script-src[^;]*unsafe/);
    }
    const [one, other] = [await send({}), await send({})];
    expect(one.headers["content-security-policy"]).not.toBe(other.headers["content-security-policy"]);
  });

  it("keeps from Next.js what only Next.js may say", async () => {
    const { text } = await send({
      headers: {
        "x-forwarded-host": "evil.example",
        "x-middleware-rewrite": "http://evil.example",
        "x-nonce": "abc",
        "content-security-policy": "script-src *",
        "x-nextjs-data": "1",
        cookie: "a=b",
        "next-router-prefetch": "1",
      },
    });
    expect(Object.keys(JSON.parse(text).headers).sort()).toEqual([
      "connection",
      "cookie",
      "host",
      "next-router-prefetch",
      FORWARDED,
    ]);
  });

  it.each([
    ["another Host", 403, { headers: { host: "evil.example" } }],
    ["the address that it listens at", 403, { headers: { host: "127.0.0.1" } }],
    ["the mark of Next's own subrequests", 403, { headers: { "x-middleware-subrequest": "proxy" } }],
    ["PUT", 405, { method: "PUT" }],
    ["OPTIONS", 405, { method: "OPTIONS" }],
    ["a post that calls no action", 405, { method: "POST", headers: { "next-action": "x" } }],
    ["a body with GET", 400, { headers: { "content-length": "3" }, body: [Buffer.from("abc")] }],
    ["a path of two slashes", 400, { path: "//evil.example" }],
    ["a whole address", 400, { path: "http://evil.example/" }],
    ["Next's own names of parameters", 400, { path: "/setup?a?&nxtPdraft=1" }],
    ["Next's own names of parameters, in disguise", 400, { path: "/setup?%6extIdraft=1" }],
    ["the image optimizer", 404, { path: "/_next/image?url=http%3A%2F%2Fevil.example" }],
    ["data of the Pages Router", 404, { path: "/_next/data/build/index.json" }],
    ["an address without end", 414, { path: `/?${"x".repeat(25_000)}` }],
  ])("refuses %s with %i", async (_, expected, sent: Sent) => {
    const { origin } = action();
    expect(await status({ ...sent, headers: { ...(sent.method ? { origin } : {}), ...sent.headers } })).toBe(expected);
  });

  it("refuses a second header of a kind that decides", async () => {
    for (const second of [
      "Host: evil.example",
      "host: localhost",
      "Origin: http://evil.example",
      "Sec-Fetch-Site: none",
    ]) {
      const first = `Host: own.localhost:${port}\r\nOrigin: http://own.localhost:${port}\r\nSec-Fetch-Site: same-origin`;
      const response = await raw(`GET / HTTP/1.1\r\n${first}\r\n${second}\r\nConnection: close\r\n\r\n`);
      expect(response, second).toMatch(/^HTTP\/1.1 400 /);
    }
  });

  it("reads no body of those who are not signed in", async () => {
    session = NONE;
    const response = await send({ method: "POST", headers: action(), body: [Buffer.from("[]")] });
    expect([response.status, response.text]).toEqual([401, "You are not signed in any more."]);
    expect(response.headers["content-type"]).toBe("text/plain");
  });

  it("returns 401 for the signed-out page in place of another", async () => {
    session = NONE;
    expect((await send({ path: "/runs" })).text).toContain("headers");
    expect(await status({ path: "/runs" })).toBe(401);
    expect((await send({ path: "/runs", headers: { rsc: "1" } })).text).toBe("You are not signed in any more.");
    expect(await status({ path: "/signed-out" })).toBe(200);
    session = { ok: true };
    expect(await status({ path: "/runs" })).toBe(200);
  });

  it("refuses everyone while ended sessions are unknown, and says why", async () => {
    session = UNCHECKED;
    const write = await send({ method: "POST", headers: action(), body: [Buffer.from("[]")] });
    expect([write.status, write.text]).toEqual([503, SESSION_UNCHECKED.sentence]);
    const flight = await send({ path: "/runs", headers: { rsc: "1" } });
    expect([flight.status, flight.text]).toEqual([503, SESSION_UNCHECKED.sentence]);
    // The proxy serves a page of its own instead of this one.
    expect(await status({ path: "/runs" })).toBe(503);
    expect(await status({ path: "/signed-out" })).toBe(200);
  });

  it("points to the sign-in link at any other address, without revealing its own", async () => {
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, `a.localhost:${port}`]) {
      const response = await send({ path: "/open?token=x", headers: { host } });
      expect([response.status, response.text]).toEqual([403, NOT_HERE]);
      expect(JSON.stringify(response)).not.toContain("own.localhost");
    }
  });

  it("distinguishes requests forwarded by Next.js from forged ones", async () => {
    const first = await send({ method: "POST", headers: action() });
    const inside = JSON.parse(first.text).headers[FORWARDED];
    const sentOn = (value: string, more = {}) =>
      send({ method: "POST", headers: { ...action(), host: `localhost:${port}`, [FORWARDED]: value, ...more } });
    expect(JSON.parse((await sentOn(inside)).text).headers.host).toBe(`own.localhost:${port}`);
    for (const value of ["", "1", inside.slice(1)]) expect((await sentOn(value)).status).toBe(403);
    // All other rules hold for it as well.
    expect((await sentOn(inside, { origin: "http://evil.example" })).status).toBe(403);
    session = NONE;
    expect((await sentOn(inside)).status).toBe(401);
  });

  it("accepts a body up to its limit, with or without a declared length", async () => {
    const most = Buffer.alloc(BODY_BYTES);
    const declared = await send({
      method: "POST",
      headers: { ...action(), "content-length": String(BODY_BYTES) },
      body: [most],
    });
    expect(JSON.parse(declared.text).bytes).toBe(BODY_BYTES);
    const undeclared = await send({ method: "POST", headers: action(), body: [most] });
    expect(JSON.parse(undeclared.text).bytes).toBe(BODY_BYTES);
  });

  it("cuts off a body beyond it, with or without a declared length", async () => {
    const { origin } = action();
    const start = `POST / HTTP/1.1\r\nHost: own.localhost:${port}\r\nOrigin: ${origin}\r\nNext-Action: ${"7f".repeat(21)}\r\n`;
    const declared = await send({
      method: "POST",
      headers: { ...action(), "content-length": String(3 * BODY_BYTES) },
      body: [Buffer.alloc(3 * BODY_BYTES)],
    });
    expect([declared.status, declared.text]).toEqual([413, "This is more than Postern takes at once."]);
    expect(await raw(`${start}Content-Length: 1000000000\r\n\r\n`)).toMatch(/^HTTP\/1.1 413 /);
    const chunk = `${(BODY_BYTES + 1).toString(16)}\r\n${"x".repeat(BODY_BYTES + 1)}\r\n`;
    expect(await raw(`${start}Transfer-Encoding: chunked\r\n\r\n${chunk}`)).toMatch(/^HTTP\/1.1 413 /);
  });

  it("cuts off a body that nests too deeply, with or without a declared length, before it is parsed", async () => {
    const deep = (open: string, close: string, levels: number) =>
      Buffer.from(open.repeat(levels) + close.repeat(levels));
    for (const body of [deep("[", "]", 9_000), deep('{"a":[', "]}", 9_000), deep("[", "]", 1_000_000)]) {
      for (const declared of [{ "content-length": String(body.length) }, {}]) {
        const response = await send({ method: "POST", headers: { ...action(), ...declared }, body: [body] });
        expect([response.status, response.text]).toEqual([400, "This is nested more than 100 levels deep."]);
      }
    }
    const flat = Buffer.from(JSON.stringify([{ text: "[".repeat(9_000) }]));
    expect(await status({ method: "POST", headers: action(), body: [flat] })).toBe(200);
  });

  it("accepts arguments only as JSON, whose depth it measures", async () => {
    const sent = (type: string) => ({
      method: "POST",
      headers: { ...action(), "content-type": type },
      body: [Buffer.from("[]")],
    });
    for (const type of [
      "multipart/form-data; boundary=x",
      "application/x-www-form-urlencoded",
      "application/json",
      "text/plainer",
    ]) {
      expect(await status(sent(type)), type).toBe(415);
    }
    for (const type of ["text/plain", "text/plain;charset=UTF-8", "Text/Plain"])
      expect(await status(sent(type))).toBe(200);
  });
});
