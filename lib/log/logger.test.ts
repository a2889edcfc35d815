import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../bin/testing/database";
import { loggedError } from "./logged-error";

describe("the log of a connection that PostgreSQL has ended", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.drop());

  it("says so, and holds neither the client nor what it knows", async () => {
    const script = fileURLToPath(new URL("./testing/broken-connection.ts", import.meta.url));
    const { stdout: secretKey, stderr } = await promisify(execFile)(process.execPath, ["--import", "tsx", script], {
      env: { ...process.env, DATABASE_URL: database.url },
    });
    const { err, msg, ...rest } = JSON.parse(stderr);
    expect({ ...rest, msg }).toMatchObject({ process: "test", msg: "a database connection broke" });
    expect(err).toMatchObject({ code: "57P01", severity: "FATAL", message: expect.stringContaining("terminating") });
    expect(Object.values(err).filter((value) => typeof value === "object")).toEqual([]);
    expect(secretKey).toMatch(/^-?\d+$/);
    expect(stderr).not.toContain(secretKey);
    expect(stderr).not.toMatch(/secretKey|processID|connectionParameters/);
    expect(stderr).not.toContain(new URL(database.url).password);
  });
});

describe("a logged error", () => {
  const client = { secretKey: 12345678, connectionParameters: { password: "p" } };

  it("is its words, plain values and causes, and nothing that hangs on any of them", () => {
    const cause = Object.assign(new TypeError("inner"), { client });
    const error = Object.assign(new Error("outer", { cause }), {
      code: "57P01",
      client,
      list: [client],
      bind: () => 1,
    });
    expect(loggedError(error)).toEqual({
      type: "Error",
      message: "outer",
      stack: error.stack,
      code: "57P01",
      cause: { type: "TypeError", message: "inner", stack: cause.stack },
    });
    const many = new AggregateError([Object.assign(new Error("one"), { client }), "two"], "both");
    expect(loggedError(many)).toMatchObject({ message: "both", errors: [{ message: "one" }, "two"] });
    expect(JSON.stringify(loggedError(many))).not.toContain("12345678");
  });

  it("is useful for any thrown value", () => {
    expect(loggedError("a text")).toBe("a text");
    expect(loggedError(undefined)).toBeUndefined();
    expect(JSON.stringify(loggedError(client))).not.toContain("password");
    const circle = new Error("circle");
    circle.cause = circle;
    expect(JSON.stringify(loggedError(circle)).match(/"message":"circle"/g)).toHaveLength(6);
    expect(loggedError(Object.create(null))).toMatchObject({ message: "undefined" });
  });
});
