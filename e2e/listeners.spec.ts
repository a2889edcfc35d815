/** Every port on which Postern listens, asked manually for another server, and by pages under a name that was rebound to it. */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import type { Page } from "@playwright/test";
import { CANARY, otherServer, sendRaw, statusOf, targetsElsewhere, targetsHere } from "#sandbox/testing/raw-requests";
import { listeningAddresses, processTree } from "#sandbox/testing/sockets";
import { expect, setting, test } from "./fixtures";
import { otherHosts } from "./guard-requests";
import { each } from "./raw";

test.use({
  launchOptions: {
    ...(process.env.POSTERN_E2E_BROWSER ? { executablePath: process.env.POSTERN_E2E_BROWSER } : {}),
    args: ["--host-resolver-rules=MAP rebind.test 127.0.0.1,MAP evil.test 127.0.0.1"],
  },
});

type Other = Awaited<ReturnType<typeof otherServer>>;

/** HTTP servers: pages, rules proxy with its control API, emulator; and the database. */
let servers: number[];
let database: number;
let other: Other;
let hostile: Server;

test.beforeAll(async () => {
  const { processes } = JSON.parse(readFileSync(join(setting("POSTERN_DATA_DIR"), "start.json"), "utf8")) as {
    processes: { pid: number }[];
  };
  const addresses = processes.flatMap(({ pid }) => listeningAddresses(processTree(pid)));
  for (const address of addresses) expect(address).toMatch(/^(127\.0\.0\.1|(0000:){7}0001):\d+$/);
  servers = [...new Set(addresses.map((address) => Number(address.split(":").at(-1))))];
  database = Number(new URL(setting("DATABASE_URL")).port);
  for (const name of ["POSTERN_E2E_URL", "POSTERN_E2E_EC2"]) {
    expect(servers).toContain(Number(new URL(setting(name)).port));
  }
  expect(servers.length).toBeGreaterThanOrEqual(3);
  other = await otherServer();
  hostile = createServer((_, response) =>
    response.setHeader("content-type", "text/html").end("<title>hostile</title>"),
  );
  await new Promise<void>((done) => hostile.listen(0, "127.0.0.1", done));
});
test.afterAll(() => {
  other.close();
  hostile.close();
});

/** Asserts that a response holds nothing of the account, of the sandbox's settings or of the other server. */
function expectNothing(what: object, response: string): void {
  if (response.includes(CANARY) || /vpc-[0-9a-f]|availableDelayMs|"services":/.test(response)) {
    expect(JSON.stringify({ ...what, response })).toBe("refused");
  }
}

test("no spelling of a request reaches another server through one of Postern's", async ({ session }) => {
  const authorities = [`127.0.0.1:${other.port}`, `localhost:${other.port}`];
  const asked = authorities.flatMap((authority) =>
    [...targetsElsewhere(authority), ...targetsHere(authority)].flatMap((target) =>
      [...servers, database].flatMap((port) =>
        ["GET", "POST", "OPTIONS"].map((method) => ({ authority, target, port, method })),
      ),
    ),
  );
  expect(asked.length).toBeGreaterThan(1_000);
  await each(asked, async ({ authority, target, port, method }) => {
    const headers = [`Host: 127.0.0.1:${port}`, `Cookie: ${session.name}=${session.value}`];
    const response = await sendRaw(port, { method, target, headers });
    if (response.includes(CANARY)) expect(JSON.stringify({ port, method, target })).toBe("kept here");
    if (!targetsElsewhere(authority).includes(target)) return;
    expectNothing({ port, method, target }, response);
    const status = statusOf(response);
    // Next.js leads what it takes for a page of its own to the same path without the slash at its end.
    const isOwn = status === 308 && /^location: \/(?![/\\])/m.test(response);
    const isRefused = port === database ? status === 0 : status >= 400 && status < 500;
    if (!isRefused && !isOwn) {
      expect(JSON.stringify({ port, method, target, response: response.slice(0, 300) })).toBe("refused");
    }
  });
  for (const port of [...servers, database]) {
    const connect = { method: "CONNECT", target: `127.0.0.1:${other.port}`, headers: [`Host: 127.0.0.1:${port}`] };
    expectNothing({ port, ...connect }, await sendRaw(port, connect));
  }
  expect(other.connections()).toBe(0);
});

/** Pages have a name of their own; the others may be addressed by the names of this machine. */
const otherToAll = (port: number): string[] =>
  otherHosts("postern.localhost", String(port)).filter(
    (host) => !/^(127\.0\.0\.1|localhost|\[::1\]):/.test(host) || !host.endsWith(`:${port}`),
  );

test("a Host that is not its own is refused by each", async () => {
  const all = servers.flatMap((port) =>
    otherToAll(port).flatMap((host) =>
      ["/", "/runs", "/_postern/settings", "/_postern/calls", "/_localstack/health", "/?Action=DescribeVpcs"].map(
        (target) => ({ port, host, target }),
      ),
    ),
  );
  await each(all, async ({ port, host, target }) => {
    const response = await sendRaw(port, { target, headers: [`Host: ${host}`] });
    expectNothing({ port, host, target }, response);
    if (![400, 403].includes(statusOf(response)))
      expect(JSON.stringify({ port, host, target, response })).toBe("refused");
  });
});

/** All that a page can send to these addresses; gives what it could read. */
const attack = async ({ bases, targets }: { bases: string[]; targets: string[] }): Promise<string> => {
  const learnt: string[] = [];
  const tries: Promise<unknown>[] = [];
  const authorization =
    "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0";
  for (const url of bases.flatMap((base) => targets.map((target) => base + target))) {
    for (const init of [
      {},
      { mode: "no-cors" },
      { headers: { authorization } },
      { method: "POST", mode: "no-cors", body: new URLSearchParams("Action=CreateVpc&CidrBlock=10.0.0.0/16") },
      {
        method: "POST",
        headers: { authorization },
        body: new URLSearchParams("Action=CreateVpc&CidrBlock=10.0.0.0/16"),
      },
      { method: "DELETE" },
    ] as RequestInit[]) {
      tries.push(
        fetch(url, { ...init, signal: AbortSignal.timeout(10_000) }).then(async (a) => learnt.push(await a.text())),
      );
    }
    for (const tag of ["img", "script", "iframe"]) {
      document.body.append(Object.assign(document.createElement(tag), { src: url }));
    }
  }
  await Promise.allSettled(tries);
  return learnt.join("\n");
};

const targets = () => [
  "/",
  "/_postern/settings",
  "/_postern/reset",
  "/_localstack/health",
  "/?Action=CreateVpc&CidrBlock=10.0.0.0%2F16&Version=2016-11-15",
  `//127.0.0.1:${other.port}/`,
  `/%2f127.0.0.1:${other.port}/`,
  `/%5c127.0.0.1:${other.port}/`,
];

/** Answers of Postern's ports in a browser that are not refusals. */
function responsesIn(page: Page): { asked: () => number; responses: string[] } {
  let asked = 0;
  const responses: string[] = [];
  page.context().on("response", (response) => {
    if (!servers.includes(Number(new URL(response.url()).port))) return;
    asked += 1;
    if (response.status() < 400) responses.push(`${response.status()} ${response.url()}`);
  });
  return { asked: () => asked, responses };
}

test("a page of another site learns nothing from any of them, and changes nothing", async ({
  page,
  control,
  context,
}) => {
  await context.clearCookies();
  await page.goto(`http://evil.test:${(hostile.address() as AddressInfo).port}/`);
  const seen = responsesIn(page);
  const bases = [...servers, database].map((port) => `http://127.0.0.1:${port}`);
  expectNothing({ bases }, await page.evaluate(attack, { bases, targets: targets() }));
  expect(seen.asked()).toBeGreaterThan(20);
  expect(seen.responses).toEqual([]);
  expect(await control.calls()).toEqual([]);
  expect(other.connections()).toBe(0);
});

test("nor does a page under a name that was rebound to them", async ({ page, control, context }) => {
  await context.clearCookies();
  const seen = responsesIn(page);
  for (const port of servers) {
    const response = await page.goto(`http://rebind.test:${port}/`);
    expect(response?.status()).toBe(403);
    const bases = [`http://rebind.test:${port}`];
    expectNothing({ port }, await page.evaluate(attack, { bases, targets: targets() }));
  }
  await expect(page.goto(`http://rebind.test:${database}/`)).rejects.toThrow();
  expect(seen.asked()).toBeGreaterThan(20);
  expect(seen.responses).toEqual([]);
  expect(await control.calls()).toEqual([]);
  expect(other.connections()).toBe(0);
});

test("a legitimate call still succeeds", async ({ ec2 }) => {
  expect((await ec2.send(new DescribeVpcsCommand({}))).Vpcs?.length).toBeGreaterThan(0);
});
