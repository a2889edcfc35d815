import { createServer } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  CANARY,
  otherServer,
  type Raw,
  sendRaw,
  statusOf,
  targetsElsewhere,
  targetsHere,
} from "../testing/raw-requests";
import { memoryJournal } from "./journal";
import { harness } from "./testing/harness";

const SIGNED =
  "Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0";
const FORM = "Content-Type: application/x-www-form-urlencoded";

/** The proxy, an emulator that records its requests, and another server that must not be reached. */
async function scene() {
  const asked: { url: string | undefined; headers: NodeJS.Dict<string | string[]> }[] = [];
  const emulator = createServer(({ url, headers }, response) => {
    asked.push({ url, headers });
    response.end("emulator");
  });
  await new Promise<void>((listening) => emulator.listen(0, "127.0.0.1", listening));
  const address = emulator.address();
  const upstream = typeof address === "object" && address ? `http://127.0.0.1:${address.port}` : "";
  const other = await otherServer();
  onTestFinished(() => {
    emulator.closeAllConnections();
    emulator.close();
    other.close();
  });
  const { url, ec2 } = await harness({}, memoryJournal(), { url: upstream, key: "the key" });
  const port = Number(new URL(url).port);
  return { port, other, asked, ec2, own: `Host: 127.0.0.1:${port}`, send: (raw: Raw) => sendRaw(port, raw) };
}

describe("The sandbox's server", () => {
  it("reaches nothing but its emulator, however a request names another server", async () => {
    const { own, other, asked, send } = await scene();
    expect(await sendRaw(other.port, { target: "/", headers: [] })).toContain(CANARY);
    const authorities = ["127.0.0.1", "localhost", "[::1]", "2130706433"].map((name) => `${name}:${other.port}`);
    for (const authority of authorities) {
      for (const target of targetsElsewhere(authority)) {
        for (const more of [{}, { method: "POST", body: "Action=DescribeVpcs" }, { version: "1.0" }]) {
          const response = await send({ target, headers: [own], ...more });
          expect({ target, status: statusOf(response) }).toEqual({ target, status: 400 });
        }
      }
    }
    expect(await send({ method: "CONNECT", target: `127.0.0.1:${other.port}`, headers: [own] })).toBe("");
    expect(asked).toEqual([]);
    for (const target of targetsHere(`127.0.0.1:${other.port}`)) await send({ target, headers: [own] });
    expect(asked.map(({ url }) => url)).toEqual(targetsHere(`127.0.0.1:${other.port}`));
    expect(other.connections()).toBe(1);
  });

  it("refuses a Host that is not its own, more than one, and none", async () => {
    const { port, own, asked, send } = await scene();
    const otherOrigins = [
      "evil.example",
      `evil.example:${port}`,
      `127.0.0.1:${port + 1}`,
      "127.0.0.1",
      "localhost",
      `127.0.0.1.evil.example:${port}`,
      `localhost.evil.example:${port}`,
      `user@localhost:${port}`,
      `0.0.0.0:${port}`,
      `2130706433:${port}`,
      `127.1:${port}`,
      `[::ffff:127.0.0.1]:${port}`,
      `localhost.:${port}`,
      `s3.localhost.localstack.cloud:${port}`,
      "",
    ].map((host) => [`Host: ${host}`]);
    for (const headers of [...otherOrigins, [], [own, own], [own, "Host: evil.example"]]) {
      for (const target of ["/", "/_postern/settings", "/_localstack/health"]) {
        for (const version of ["1.0", "1.1"]) {
          const response = await send({ target, headers, version });
          expect({ headers, status: statusOf(response) }).toEqual({ headers, status: expect.toBeOneOf([400, 403]) });
        }
      }
    }
    expect(asked).toEqual([]);
    for (const host of [own, `Host: localhost:${port}`]) {
      expect(statusOf(await send({ target: "/_postern/settings", headers: [host] }))).toBe(200);
    }
  });

  it("refuses whatever a browser sends, and carries out none of it", async () => {
    const { port, own, asked, ec2, send } = await scene();
    const browsers = [
      ...["null", "http://evil.example", `http://127.0.0.1:${port}`, "https://app.localstack.cloud", ""].map(
        (origin) => `Origin: ${origin}`,
      ),
      ...["cross-site", "same-site", "same-origin", "none", ""].map((site) => `Sec-Fetch-Site: ${site}`),
    ];
    for (const header of browsers) {
      for (const raw of [
        { target: "/_postern/settings" },
        { method: "POST", target: "/_postern/faults", body: '{"action":"*","kind":"deny"}' },
        { method: "OPTIONS", target: "/" },
        { target: "/?Action=DescribeVpcs", headers: [SIGNED] },
        { method: "POST", target: "/", headers: [SIGNED, FORM], body: "Action=CreateVpc&CidrBlock=10.0.0.0/16" },
      ]) {
        const response = await send({ ...raw, headers: [own, header, ...(raw.headers ?? [])] });
        expect({ header, status: statusOf(response) }).toEqual({ header, status: 403 });
        expect(response).not.toMatch(/vpc-|availableDelayMs|access-control-allow/i);
      }
    }
    expect(asked).toEqual([]);
    expect(ec2.seen).toEqual([]);
  });

  it("passes path and query on as they are, with its key, and nothing that is about the connection", async () => {
    const { own, asked, send } = await scene();
    const headers = [own, "X-Postern-Key: guessed", "X-Postern-Seed: mine", "Expect: 100-continue", "TE: trailers"];
    const target = "/tags/arn%3Aaws%3Ax%2F1?a=%2F%2f&b=//x";
    expect(await send({ method: "POST", target, headers: [...headers, "X-Amz-Target: Y.Z"], body: "{}" })).toContain(
      "emulator",
    );
    const [{ url, headers: passed } = { url: "", headers: {} }] = asked;
    expect(url).toBe(target);
    expect(passed).toMatchObject({ "x-postern-key": "the key", "x-amz-target": "Y.Z", "content-length": "2" });
    for (const name of ["x-postern-seed", "expect", "te", "transfer-encoding"]) expect(passed).not.toHaveProperty(name);
  });
});
