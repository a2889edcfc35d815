/** `npm start` with an AWS account whose credentials are canaries. The rules proxy plays AWS. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import pg from "pg";
import { setting } from "../fixtures";

export type Canaries = { accessKeyId: string; secretAccessKey: string; sessionToken: string; password: string };

export const canaries = (): Canaries => JSON.parse(setting("POSTERN_E2E_CANARIES"));

export type OwnStart = {
  url: string;
  dataDir: string;
  databaseUrl: string;
  env: NodeJS.ProcessEnv;
  /** All that it and the commands have written to a terminal. */
  output: () => string;
  /** Runs `postern` beside it, with other settings where given. */
  postern(args: string[], other?: Record<string, string>): Promise<void>;
  stop(): Promise<void>;
};

const OUTPUT: ["ignore", "pipe", "pipe"] = ["ignore", "pipe", "pipe"];

/** Starts it on a database and a data folder of its own. `dir`: an empty folder for these. */
export async function ownStart(dir: string, ec2Url: string): Promise<OwnStart> {
  const { accessKeyId, secretAccessKey, sessionToken, password } = canaries();
  const databaseUrl = await newDatabase();
  const dataDir = join(dir, "data");
  mkdirSync(dataDir);
  const profiles = join(mkdtempSync(join(dir, "aws-")), "credentials");
  writeFileSync(
    profiles,
    `[look]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\naws_session_token = ${sessionToken}\n`,
  );
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    POSTERN_DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    BROWSER: "none",
    AWS_REGION: "us-east-1",
    AWS_ENDPOINT_URL: withPassword(ec2Url, password),
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_SHARED_CREDENTIALS_FILE: profiles,
    AWS_CONFIG_FILE: join(dir, "none"),
    POSTERN_READ_PROFILE: "look",
    POSTERN_LOG_LEVEL: "trace",
  };
  delete env.POSTERN_E2E_CANARIES;
  let output = "";
  const port = await freePort();
  const child = spawn(process.execPath, ["bin/bootstrap.mjs", "start", "--port", String(port)], {
    env,
    stdio: OUTPUT,
  });
  const ended = new Promise((done) => child.once("close", done));
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  await until(
    child,
    () => /Postern is ready/.test(output),
    () => output,
  );
  return {
    url: new URL(/Postern is ready: (\S+)/.exec(output)?.[1] ?? "").origin,
    dataDir,
    databaseUrl,
    env,
    output: () => output,
    postern(args, other = {}) {
      const ran = spawn(process.execPath, ["bin/postern.mjs", ...args], { env: { ...env, ...other }, stdio: OUTPUT });
      for (const stream of [ran.stdout, ran.stderr]) stream.on("data", (text) => (output += text));
      return new Promise((done) => ran.once("close", () => done()));
    },
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

export function withPassword(url: string, password: string): string {
  const address = new URL(url);
  address.username = "somebody";
  address.password = password;
  return address.href;
}

async function newDatabase(): Promise<string> {
  const url = setting("DATABASE_URL");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("CREATE DATABASE secrets");
  await client.end();
  return url.replace(/[^/]+$/, "secrets");
}

/** Every row of every table, as text. */
export async function dumpOf(databaseUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname <> 'information_schema'",
    );
    const tables: string[] = [];
    for (const { name } of rows) {
      const all = await client.query<{ row: string }>(`SELECT one::text AS row FROM ${name} one`);
      tables.push([name, ...all.rows.map(({ row }) => row)].join("\n"));
    }
    return tables.join("\n\n");
  } finally {
    await client.end();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === "string") throw new Error("No free port");
  return address.port;
}

async function until(child: ChildProcess, ready: () => boolean, output: () => string): Promise<void> {
  for (const end = Date.now() + 120_000; !ready(); await new Promise((done) => setTimeout(done, 50))) {
    if (child.exitCode !== null || Date.now() > end) throw new Error(`npm start did not start: ${output()}`);
  }
}
