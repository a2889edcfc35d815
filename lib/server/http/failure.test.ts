import { createServer } from "node:net";
import pg from "pg";
import { expect, it, vi } from "vitest";
import { failureOf } from "./failure";

vi.mock("#lib/server/log", () => ({ log: { warn() {}, error() {} } }));

const withCode = (code: string) => Object.assign(new Error("a message with secrets"), { code });

it.each(["ECONNREFUSED", "57P01", "57P03", "08006", "28P01"])(
  "%s is reported as a database that does not respond",
  (code) => {
    const failure = failureOf(withCode(code));
    expect(failure).toMatchObject({ code: "database", sentence: expect.stringContaining("does not respond") });
    expect(JSON.stringify(failure)).not.toContain("secrets");
  },
);

it("53100 is reported as a full disk", () => {
  expect(failureOf(withCode("53100"))).toMatchObject({
    code: "database",
    sentence: expect.stringContaining("no room"),
  });
});

it("a server that accepts a connection and stays silent is a database that does not respond", async () => {
  const silent = createServer(() => {}).listen(0, "127.0.0.1");
  await new Promise((resolve) => silent.once("listening", resolve));
  const address = silent.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const pool = new pg.Pool({ host: "127.0.0.1", ...(port ? { port } : {}), connectionTimeoutMillis: 50 });
  const error: unknown = await pool.query("SELECT 1").catch((reason: unknown) => reason);
  expect(failureOf(error)).toMatchObject({ code: "database" });
  await pool.end();
  silent.close();
});

it("anything else stays unexpected", () => {
  expect(failureOf(withCode("23505"))).toMatchObject({ code: "unexpected" });
});
