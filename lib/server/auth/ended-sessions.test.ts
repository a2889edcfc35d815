import { connect, createServer, type Server, type Socket } from "node:net";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { migrate } from "#lib/run/engine/migrate";
import { type TestDatabase, testDatabase } from "../../../bin/testing/database";

/** A proxy to the database that can be cut, or accept connections and stay silent. */
type Line = { url: string; is: "open" | "cut" | "silent"; queries: number; close(): void };

let database: TestDatabase;
let admin: pg.Client;
let line: Line;

beforeAll(async () => {
  database = await testDatabase();
  await migrate(database.url);
  admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
});
afterAll(async () => {
  await admin?.end();
  await database?.drop();
});

beforeEach(async () => {
  await admin.query("TRUNCATE postern.ended_sessions, postern.ended_actors");
  line = await openLine(database.url);
  vi.stubEnv("DATABASE_URL", line.url);
  vi.useFakeTimers({ now: BEGUN * 1000, toFake: ["Date", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  line.close();
});

async function openLine(url: string): Promise<Line> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const server: Server = createServer((near) => {
    if (own.is === "cut") return void near.destroy();
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => {}).on("close", () => [near, far].map((one) => one.destroy()));
    }
    near.on("data", (data) => {
      if (own.is === "cut") near.destroy();
      if (own.is !== "open") return;
      if (data.includes("ended_sessions WHERE id")) own.queries += 1;
      far.write(data);
    });
    far.on("data", (data) => near.write(data));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = new URL(url);
  address.host = `127.0.0.1:${(server.address() as { port: number }).port}`;
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  const own: Line = { url: address.href, is: "open", queries: 0, close };
  return own;
}

const PROCESS = Symbol.for("postern.per-process");

/** The module as one web process has it: with what it keeps for itself. */
async function webProcess() {
  const memory = new Map<string, unknown>();
  const inside = <T>(work: () => T): T => {
    (globalThis as { [PROCESS]?: Map<string, unknown> })[PROCESS] = memory;
    return work();
  };
  vi.resetModules();
  const { standingOf, endSession, endSessionsOfActor } = await inside(() => import("./ended-sessions"));
  const { log } = await import("#lib/server/log");
  vi.spyOn(log, "warn").mockReturnValue();
  return {
    standingOf: (session: typeof MINE) => inside(() => standingOf(session)),
    endSession: (session: typeof MINE) => inside(() => endSession(session)),
    endSessionsOfActor: (session: typeof MINE) => inside(() => endSessionsOfActor(session)),
  };
}

/** In seconds. The database knows the real time. */
const BEGUN = Math.floor(Date.now() / 1000) + 0.25;
const MINE = { id: "s-1", actor: "operator@laptop", issuedAt: BEGUN };
const pass = (milliseconds: number) => vi.advanceTimersByTime(milliseconds);

describe("who signs out", () => {
  it("is refused at once in the web process that ended it, and within five seconds in every other", async () => {
    const [notified, other] = [await webProcess(), await webProcess()];
    expect(await notified.standingOf(MINE)).toBe("valid");
    expect(await other.standingOf(MINE)).toBe("valid");
    await notified.endSession(MINE);
    expect(await notified.standingOf(MINE)).toBe("ended");
    pass(4_000);
    expect(await other.standingOf(MINE)).toBe("ended");
  });

  it("leaves the sessions of other browsers and of other people as they are", async () => {
    const web = await webProcess();
    await web.endSession(MINE);
    expect(await web.standingOf({ ...MINE, id: "s-2" })).toBe("valid");
    expect(await web.standingOf({ ...MINE, id: "s-3", actor: "other@laptop" })).toBe("valid");
  });
});

describe("who signs out everywhere", () => {
  it("ends all of their sessions until now, and none that begins later", async () => {
    const [notified, other] = [await webProcess(), await webProcess()];
    const second = { ...MINE, id: "s-2", issuedAt: BEGUN - 3600 };
    pass(60_000);
    expect(await other.standingOf(second)).toBe("valid");
    await notified.endSessionsOfActor(MINE);
    pass(4_000);
    for (const web of [notified, other]) {
      expect(await web.standingOf(MINE)).toBe("ended");
      expect(await web.standingOf(second)).toBe("ended");
      expect(await web.standingOf({ ...MINE, id: "s-3", issuedAt: BEGUN + 60.001 })).toBe("valid");
      expect(await web.standingOf({ ...MINE, id: "s-4", actor: "other@laptop" })).toBe("valid");
    }
  });

  it("ends the session that asks for it, though its web process was ahead of this one's clock", async () => {
    const web = await webProcess();
    const ahead = { ...MINE, issuedAt: Date.now() / 1000 + 90 };
    await web.endSessionsOfActor(ahead);
    expect(await web.standingOf(ahead)).toBe("ended");
  });

  it("ends no fewer than before when an older sign-out is recorded late", async () => {
    const web = await webProcess();
    await admin.query(
      "INSERT INTO postern.ended_actors VALUES ($1, now() + interval '1 hour', now() + interval '1 year')",
      [MINE.actor],
    );
    await web.endSessionsOfActor(MINE);
    expect(await web.standingOf({ ...MINE, issuedAt: Date.now() / 1000 + 1800 })).toBe("ended");
  });
});

it("requests that come together, or soon after, wait for one query", async () => {
  const web = await webProcess();
  await Promise.all(Array.from({ length: 20 }, () => web.standingOf(MINE)));
  pass(999);
  await web.standingOf(MINE);
  expect(line.queries).toBe(1);
  pass(1);
  await web.standingOf(MINE);
  expect(line.queries).toBe(2);
});

it("expired rows are deleted", async () => {
  const web = await webProcess();
  await admin.query("INSERT INTO postern.ended_sessions VALUES ('old', now() - interval '2 hours'), ('new', now())");
  await admin.query("INSERT INTO postern.ended_actors VALUES ('old', now(), now() - interval '2 hours')");
  await web.endSession(MINE);
  const { rows } = await admin.query("SELECT id FROM postern.ended_sessions ORDER BY id");
  expect(rows).toEqual([{ id: "new" }, { id: "s-1" }]);
  expect((await admin.query("SELECT FROM postern.ended_actors")).rowCount).toBe(0);
  // Not before the longest that a copy of its cookie can last: seven days.
  const { rows: kept } = await admin.query(
    "SELECT extract(epoch FROM expires_at)::float8 - $1 AS seconds FROM postern.ended_sessions WHERE id = 's-1'",
    [BEGUN],
  );
  expect(kept[0].seconds).toBeCloseTo(7 * 24 * 3600, 3);
});

describe("while the database does not respond", () => {
  it("its last result holds for less than five seconds, then every request is refused until it is back", async () => {
    const web = await webProcess();
    expect(await web.standingOf(MINE)).toBe("valid");
    line.is = "cut";
    pass(3_900);
    expect(await web.standingOf(MINE)).toBe("valid");
    pass(100);
    expect(await web.standingOf(MINE)).toBe("unknown");
    line.is = "open";
    pass(1_000);
    expect(await web.standingOf(MINE)).toBe("valid");
  });

  it.each(["cut", "silent"] as const)("no session is accepted that it had not confirmed before (%s)", async (how) => {
    const web = await webProcess();
    const ended = { ...MINE, id: "s-2" };
    await web.endSession(ended);
    expect(await web.standingOf(ended)).toBe("ended");
    line.is = how;
    pass(1_000);
    expect(await web.standingOf(MINE)).toBe("unknown");
    expect(await web.standingOf(ended)).not.toBe("valid");
  });
});

it("signing out fails while it cannot be recorded, and the session continues", async () => {
  const web = await webProcess();
  line.is = "cut";
  await expect(web.endSession(MINE)).rejects.toThrow();
  await expect(web.endSessionsOfActor(MINE)).rejects.toThrow();
  line.is = "open";
  expect(await web.standingOf(MINE)).toBe("valid");
});
