/** LocalStack as a child process, in host mode: no Docker, no account, one port on loopback. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Emulator, emulatorKey } from "../ec2-rules/upstream";

const EMULATOR = fileURLToPath(new URL("./emulator.py", import.meta.url));
const INHERITED = ["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "USERPROFILE", "SystemRoot"];

export type LocalStack = Emulator & { stop: () => Promise<void>; ended: Promise<number | null> };

/** A port on loopback that is not in use. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done, failed) => {
    server.once("error", failed);
    server.listen(0, "127.0.0.1", done);
  });
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === "string") throw new Error("No free port on 127.0.0.1");
  return address.port;
}

type Options = {
  venv: string;
  dir: string;
  port: number;
  /** Where LocalStack's own EC2 calls go: the proxy. */
  ec2Url: string;
};

/**
 * Starts LocalStack from the virtual environment and waits until it responds. It keeps its files and its log in `dir`.
 * Throws when it ends before that, or does not respond within 60 seconds.
 */
export async function startLocalStack(options: Options): Promise<LocalStack> {
  mkdirSync(options.dir, { recursive: true });
  const log = join(options.dir, "localstack.log");
  const output = openSync(log, "w");
  const key = randomUUID();
  const python =
    process.platform === "win32" ? join(options.venv, "Scripts", "python.exe") : join(options.venv, "bin", "python");
  const child = spawn(python, [EMULATOR], {
    cwd: options.dir,
    detached: process.platform !== "win32",
    stdio: ["pipe", output, output],
    env: { ...environment(options), POSTERN_EMULATOR_KEY: key },
  });
  const ended = new Promise<number | null>((done) => {
    child.once("error", (error) => {
      writeSync(output, `${error.message}\n`);
      done(null);
    });
    child.once("exit", (code) => done(code));
  });
  const localstack = { url: `http://127.0.0.1:${options.port}`, key, ended, stop: () => stop(child, ended) };
  try {
    await response(localstack, log);
  } catch (error) {
    await localstack.stop();
    throw error;
  }
  return localstack;
}

function environment({ dir, port, ec2Url }: Options): NodeJS.ProcessEnv {
  const own = {
    ...Object.fromEntries(INHERITED.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
    // Without hypercorn LocalStack listens on every interface, whatever GATEWAY_LISTEN says.
    GATEWAY_SERVER: "hypercorn",
    GATEWAY_LISTEN: `127.0.0.1:${port}`,
    DISABLE_EVENTS: "1",
    SKIP_SSL_CERT_DOWNLOAD: "1",
    DNS_ADDRESS: "0",
    LS_LOG: "warning",
    // Sets of names come in the same order at each start.
    PYTHONHASHSEED: "0",
    // A thousand images that are not needed here.
    MOTO_EC2_LOAD_DEFAULT_AMIS: "false",
    POSTERN_EC2_URL: ec2Url,
    LOCALSTACK_VOLUME_DIR: join(dir, "volume"),
    FILESYSTEM_ROOT: join(dir, "filesystem"),
  };
  return own as Record<string, string> as NodeJS.ProcessEnv;
}

async function response(localstack: LocalStack, log: string): Promise<void> {
  let over = false;
  void localstack.ended.then(() => {
    over = true;
  });
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(25)) {
    if (over) throw new Error(`LocalStack ended while starting (${log}): ${lastLine(log)}`);
    const health = await fetch(`${localstack.url}/_localstack/health`, { headers: emulatorKey(localstack) }).catch(
      () => null,
    );
    if (health?.ok) return;
  }
  throw new Error(`LocalStack did not respond within 60 seconds; its log is ${log}`);
}

const lastLine = (log: string): string => readFileSync(log, "utf8").trim().split("\n").at(-1) ?? "";

/** It stores nothing itself, so it needs no graceful shutdown: the whole process group is killed. */
async function stop(child: ChildProcess, ended: Promise<number | null>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    // It ended in between.
  }
  await ended;
}
