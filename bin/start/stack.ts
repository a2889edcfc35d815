/** Everything that serves: database, sandbox, worker and web server, each started as soon as what it needs is there. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { migrate } from "#lib/server/migrate";
import { freePort, nextFreePort } from "../ports";
import { endMarked, MARK, startOf } from "../setup/processes.mjs";
import { Problem } from "../setup/run.mjs";
import { type Child, type ChildSpec, keepRunning, type Watch } from "./child";
import { type StackDatabase, stackDatabase } from "./database";
import { type Environment, sandboxEnvironment } from "./environment";
import { type SandboxPorts, sandboxSpec, webSpec, workerSpec } from "./specs";

export type StackOptions = {
  dataDir: string;
  /** Folder of the checkout that holds the build. */
  distDir: string;
  /** Where the web server listens; when taken, the next free port. */
  port: number;
  /** Marks the processes of this stack. */
  mark: string;
  env: Environment;
  /** Resolves when the pages are built. */
  built: Promise<void>;
  /** Resolves when the sandbox's Python packages are there; null for a stack without the sandbox. */
  sandbox: Promise<void> | null;
  signal: AbortSignal;
  /** Something that people should know. */
  tell(text: string): void;
  /** The processes are other ones than before. */
  changed(processes: StackProcess[]): void;
};

export type StackProcess = { name: string; pid: number; started: string | null };

export type Stack = {
  /** Where the pages are. */
  url: string;
  databaseUrl: string;
  /** The sandbox's EC2 endpoint. */
  sandboxUrl: string | null;
  /** Resolves when the stack cannot be kept running. */
  failed: Promise<Problem>;
  stop(): Promise<void>;
};

/** Starts a stack. Rejects when a part does not start, or with the signal's reason; nothing is left running then. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { dataDir, mark } = options;
  const children: Child[] = [];
  let database: StackDatabase | null = null;
  let gaveUp: (problem: Problem) => void = () => {};
  const failed = new Promise<Problem>((done) => {
    gaveUp = done;
  });
  const changed = () => options.changed(children.flatMap(processOf));
  const watch: Watch = { tell: options.tell, restarted: changed, gaveUp };

  // The first part that fails ends the others.
  const ending = new AbortController();
  const ended = new Promise<never>((_, reject) => {
    ending.signal.addEventListener("abort", () => {
      for (const child of children) void child.stop();
      reject(ending.signal.reason);
    });
  });
  ended.catch(() => {});
  options.signal.addEventListener("abort", () => ending.abort(options.signal.reason), { once: true });

  const stop = async () => {
    await Promise.all(children.map((child) => child.stop()));
    await endMarked(mark);
    await database?.stop();
  };
  const keep = async (spec: Omit<ChildSpec, "log">, log: string) => {
    ending.signal.throwIfAborted();
    const child = keepRunning({ ...spec, log: join(dataDir, "logs", log) }, watch);
    children.push(child);
    changed();
    await child.ready;
  };
  const sandbox = async (installed: Promise<void>, ports: SandboxPorts, env: Environment) => {
    await Promise.race([installed, ended]);
    await keep(sandboxSpec(join(dataDir, "sandbox"), ports, env), "sandbox.log");
  };
  const web = async (from: number, env: Environment): Promise<string> => {
    await Promise.race([options.built, ended]);
    const port = await nextFreePort(from);
    try {
      await keep(webSpec(port, env), "web.log");
      return `http://127.0.0.1:${port}`;
    } catch (error) {
      // Another program was quicker to take the port.
      if (error instanceof Problem && error.message.includes("EADDRINUSE")) return web(port + 1, env);
      throw error;
    }
  };

  try {
    options.signal.throwIfAborted();
    database = await stackDatabase(dataDir, options.env, watch);
    await migrate(database.url);
    const env = { ...options.env, [MARK]: mark, POSTERN_DATA_DIR: dataDir, NODE_ENV: "production" };
    const ports = options.sandbox && (await sandboxPorts(dataDir));
    const sandboxUrl = ports && `http://127.0.0.1:${ports.proxy}`;
    const serving = {
      ...(sandboxUrl ? sandboxEnvironment(env, sandboxUrl) : env),
      DATABASE_URL: database.url,
      NEXT_DIST_DIR: options.distDir,
    };
    const address = web(options.port, serving);
    const parts = [address, keep(workerSpec(serving), "worker.log")];
    if (options.sandbox && ports) parts.push(sandbox(options.sandbox, ports, env));
    for (const part of parts) part.catch((error) => ending.abort(error));
    await Promise.allSettled(parts);
    ending.signal.throwIfAborted();
    return { url: await address, databaseUrl: database.url, sandboxUrl, failed, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function processOf(child: Child): StackProcess[] {
  const pid = child.pid();
  return pid === undefined ? [] : [{ name: child.name, pid, started: startOf(pid) }];
}

/** The sandbox's ports stay the same from start to start if they can: what is stored may hold its address. */
async function sandboxPorts(dataDir: string): Promise<SandboxPorts> {
  const file = join(dataDir, "sandbox-ports.json");
  const last: Partial<SandboxPorts> = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const ports = { proxy: await freePort(last.proxy), localstack: await freePort(last.localstack) };
  writeFileSync(file, JSON.stringify(ports));
  return ports;
}
