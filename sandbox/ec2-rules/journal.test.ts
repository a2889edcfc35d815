import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateTagsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeVpcEndpointsCommand,
  type EC2Client,
} from "@aws-sdk/client-ec2";
import { describe, expect, it, onTestFinished } from "vitest";
import { smallDisk } from "../testing/small-disk";
import { openJournal } from "./journal";
import type { Write } from "./line-file";
import { HOME } from "./testing/fake-localstack";
import { type Harness, harness } from "./testing/harness";
import { createEndpoint, createGateway, modifyEndpoint } from "./testing/requests";

function file(): string {
  const dir = mkdtempSync(join(tmpdir(), "journal-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return join(dir, "journal.jsonl");
}

async function account(client: EC2Client) {
  const [endpoints, interfaces] = await Promise.all([
    client.send(new DescribeVpcEndpointsCommand({})),
    client.send(new DescribeNetworkInterfacesCommand({})),
  ]);
  return { endpoints: endpoints.VpcEndpoints, interfaces: interfaces.NetworkInterfaces };
}

/** Checks that a new start on this journal rebuilds the current account. */
async function expectSameAfterRestart(path: string, before: Harness): Promise<void> {
  const after = await harness({}, openJournal(path));
  expect(await after.ec2.replay()).toBe(0);
  for (const one of [before, after]) one.pass(60_000);
  expect(await account(after.client)).toEqual(await account(before.client));
  expect(after.fake.done).toEqual(before.fake.done);
  expect(after.fake.seeds).toEqual(before.fake.seeds);
}

const authorize = new AuthorizeSecurityGroupIngressCommand({
  GroupId: "sg-endpoints",
  IpPermissions: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, UserIdGroupPairs: [{ GroupId: "sg-clients" }] }],
});

/** Sends a call that the proxy handles, and one that LocalStack handles. */
const changes: ((client: EC2Client) => Promise<unknown>)[] = [
  (client) => createEndpoint(client),
  (client) => client.send(authorize),
  (client) => createGateway(client),
  (client) => tag(client, "a value"),
];

const tag = (client: EC2Client, Value: string) =>
  client.send(new CreateTagsCommand({ Resources: [HOME], Tags: [{ Key: "note", Value }] }));

describe("The journal", () => {
  it("makes the same account again: ids, addresses, states, and LocalStack's calls with their seeds", async () => {
    const path = file();
    const first = await harness({}, openJournal(path));
    const { VpcEndpointId } = await createEndpoint(first.client, { ClientToken: "t" });
    first.pass(3000);
    await modifyEndpoint(first.client, { VpcEndpointId, AddSubnetIds: ["subnet-c1"] });
    await createGateway(first.client);
    await first.client.send(authorize);
    first.pass(3000);

    const second = await harness({}, openJournal(path));
    expect(await second.ec2.replay()).toBe(0);
    second.pass(6000);
    expect(await account(second.client)).toEqual(await account(first.client));
    expect(second.fake.done).toEqual(first.fake.done);
    expect(second.fake.seeds).toEqual(first.fake.seeds);
    expect(await createEndpoint(second.client, { ClientToken: "t" })).toMatchObject({ VpcEndpointId });
  });

  it("holds what succeeded and nothing else", async () => {
    const { client, journal } = await harness();
    await createEndpoint(client, { SubnetIds: ["subnet-none"] }).catch(() => undefined);
    await createEndpoint(client, { DryRun: true }).catch(() => undefined);
    await account(client);
    expect(journal.entries).toEqual([]);
    await createEndpoint(client);
    expect(journal.entries).toHaveLength(1);
  });

  it("has a line on disk before its call gets a response", async () => {
    const path = file();
    const { client } = await harness({}, openJournal(path));
    for (const [before, change] of changes.entries()) {
      await change(client);
      expect(openJournal(path).entries).toHaveLength(before + 1);
    }
  });

  it("remembers with what the account was seeded", () => {
    const path = file();
    openJournal(path).append({ seeded: "default" });
    expect(openJournal(path).seeded).toBe("default");
    openJournal(path).clear();
    expect(openJournal(path).seeded).toBeNull();
  });

  it("is lines and nothing else once it is closed", async () => {
    const path = file();
    const journal = openJournal(path);
    await createEndpoint((await harness({}, journal)).client);
    journal.close();
    expect(readFileSync(path, "utf8")).toMatch(/^\{[^\n]+\}\n$/);
  });
});

describe("A journal that a crash left behind", () => {
  it("loses only the line that was torn, wherever it was torn, and continues after it", async () => {
    const path = file();
    const first = await harness({}, openJournal(path));
    for (const change of changes) await change(first.client);
    const whole = readFileSync(path);
    const lines = whole.toString().trimEnd().split("\n");
    const last = Buffer.byteLength(`${lines.slice(0, -1).join("\n")}\n`);
    const end = Buffer.byteLength(`${lines.join("\n")}\n`);
    for (let torn = last + 1; torn < end; torn += 7) {
      for (const rest of [whole.subarray(0, torn), Buffer.concat([whole.subarray(0, torn), Buffer.alloc(90, " ")])]) {
        writeFileSync(path, rest);
        const journal = openJournal(path);
        expect(journal.entries).toHaveLength(changes.length - 1);
        expect(journal.notice).toContain("was not finished");
        journal.append({ seeded: "again" });
        const after = openJournal(path);
        expect(after).toMatchObject({ seeded: "again", notice: null });
        expect(after.entries).toHaveLength(changes.length - 1);
      }
    }
    expect(readdirSync(join(path, ".."))).toEqual(["journal.jsonl"]);
  });

  const scope = { accessKey: "test", account: "000000000000", region: "us-east-1" };
  const entry = { seed: "s", at: 0, scope, calls: [], changes: [] };
  const change = { table: "subnetFacts", id: "subnet-1", row: { id: "subnet-1", ownerId: "111122223333" } };
  const noEntries = [
    42,
    null,
    [],
    {},
    "text",
    { seeded: 1 },
    { ...entry, scope: {} },
    { ...entry, at: "now" },
    { ...entry, calls: [{}] },
    { ...entry, changes: [{ ...change, table: "secrets" }] },
    { ...entry, changes: [{ ...change, row: { id: "subnet-1" } }] },
    { ...entry, changes: [{ table: "endpoints", id: "vpce-1", row: { id: "vpce-1" } }] },
  ].map((line) => JSON.stringify(line));
  const whole = JSON.stringify({ ...entry, changes: [change] });

  it.each([
    ...noEntries.map((line) => [whole, line]),
    ...[...noEntries, "half of a {", "\0\0\0", "\u001b[2J"].flatMap((line) => [
      [whole, line, whole],
      [line, whole],
    ]),
  ])("is set aside whole when %j … %j … holds a line that is no entry", (...lines: string[]) => {
    const path = file();
    writeFileSync(path, `${lines.join("\n")}\n`);
    const { entries, seeded, notice } = openJournal(path);
    expect({ entries, seeded }).toEqual({ entries: [], seeded: null });
    const [aside = "", ...more] = readdirSync(join(path, "..")).filter((name) => name !== "journal.jsonl");
    expect({ aside, more }).toEqual({ aside: expect.stringMatching(/^journal\.jsonl\.damaged-/), more: [] });
    expect(readFileSync(join(path, "..", aside), "utf8")).toBe(`${lines.join("\n")}\n`);
    expect(notice).toContain(`line ${lines.findIndex((line) => line !== whole) + 1} is no`);
    expect(notice).toContain(aside);
  });

  it("is a sentence when it cannot be read at all", () => {
    expect(() => openJournal(tmpdir())).toThrow(/^The sandbox's journal \S+ cannot be opened: EISDIR/);
  });
});

describe("A full disk", () => {
  it("refuses changes before LocalStack sees them, and accepts them again once there is space", async () => {
    const disk = smallDisk(2);
    onTestFinished(disk.remove);
    const path = join(disk.path, "journal.jsonl");
    const { client, fake, failures, ...rest } = await harness({}, openJournal(path, disk.write));
    await createEndpoint(client);
    disk.fill();
    // The journal has reserved space for some.
    while (failures.length === 0) await tag(client, "x".repeat(20_000)).catch(() => undefined);
    const done = [...fake.done];
    for (const change of changes) {
      await expect(change(client)).rejects.toMatchObject({
        name: "InternalError",
        $metadata: expect.objectContaining({ httpStatusCode: 500 }),
      });
    }
    expect(fake.done).toEqual(done);
    expect(failures).toContain("ENOSPC: no space left on device, write");
    await expectSameAfterRestart(path, { client, fake, failures, ...rest });
    disk.free();
    for (const change of changes.slice(1)) await change(client);
    await expectSameAfterRestart(path, { client, fake, failures, ...rest });
    expect(new Set(fake.seeds).size).toBe(fake.seeds.length);
  });

  /** Fails once, at the n-th write, after half of it. */
  const failing = (at: number): { write: Write; hasFailed: () => boolean } => {
    let writes = 0;
    const write: Write = (file, bytes, from, length, position) => {
      writes += 1;
      if (writes !== at) return writeSync(file, bytes, from, length, position);
      writeSync(file, bytes, from, length >> 1, position);
      throw new Error("EIO: i/o error, write");
    };
    return { write, hasFailed: () => writes >= at };
  };

  it("or any other write that fails, leaves account and journal the same after a new start, and no seed used twice", async () => {
    for (let at = 1; ; at += 1) {
      const path = file();
      const { write, hasFailed } = failing(at);
      const it = await harness({}, openJournal(path, write));
      let rejected = 0;
      for (const change of changes) {
        const isResponded = await change(it.client).then(
          () => true,
          (error: Error) => error.name !== "InternalError",
        );
        if (!isResponded) rejected += 1;
      }
      if (!hasFailed()) {
        expect(at).toBeGreaterThan(changes.length);
        return;
      }
      expect({ at, rejected: rejected > 0, failures: it.failures.length > 0 }).toEqual({
        at,
        rejected: true,
        failures: true,
      });
      const sent = changes.length - rejected;
      expect(openJournal(path).entries).toHaveLength(sent);
      expect(new Set(it.fake.seeds).size).toBe(it.fake.seeds.length);
      if (!it.hasDiverged()) await expectSameAfterRestart(path, it);
      else
        await expect(it.client.send(new DescribeVpcEndpointsCommand({}))).rejects.toThrow("cannot write its journal");
    }
  });

  it("loses nothing that was appended manually while nothing ran", () => {
    const path = file();
    openJournal(path).append({ seeded: "default" });
    appendFileSync(path, `${JSON.stringify({ seeded: "none" })}\n`);
    expect(openJournal(path).seeded).toBe("none");
  });
});
