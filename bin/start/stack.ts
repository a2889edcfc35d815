/** Everything that serves: database, sandbox, worker and web server, each started as soon as its dependencies are ready. */
import { join } from "node:path";
import { nextFreePort, steadyPort } from "../ports";
import { endMarked, MARK, startOf } from "../setup/processes.mjs";
import { Problem } from "../setup/run.mjs";
import { type Child, type ChildSpec, keepRunning, type Watch } from "./child";
import { type StackDatabase, stackDatabase } from "./database";
import { type Environment, sandboxEnvironment } from "./environment";
import { sandboxSpec, urlOf, webSpec, workerSpec } from "./specs";

export type StackOptions = {
  dataDir: string;
  /** Folder of the checkout that holds the build. */
  distDir: string;
  /** Where the web server listens; when the port is taken, on the next free one. */
  host: string;
  port: number;
  /** Without the other of the two; null, or left out, for both. */
  only?: "web" | "worker" | null;
  /** Marks the processes of this stack. */
  mark: string;
  env: Environment;
  /** Resolves when the pages are built. */
  built: Promise<void>;
  /** Resolves when the sandbox's Python packages are installed; null for a stack without the sandbox. */
  sandbox: Promise<void> | null;
  signal: AbortSignal;
  /** Something that people should know. */
  report(text: string): void;
  /** The processes are other ones than before. */
  changed(processes: StackProcess[]): void;
};

type StackProcess = { name: string; pid: number; started: string | null };

export type Stack = {
  /** Where the web server listens; empty when there is none. People get to it by `ownOrigin`. */
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
  const watch: Watch = { report: options.report, restarted: changed, gaveUp };

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
  const keepTrying = async (spec: Omit<ChildSpec, "log">, log: string) => {
    ending.signal.throwIfAborted();
    const child = keepRunning({ ...spec, log: join(dataDir, "logs", log) }, watch);
    children.push(child);
    changed();
    await child.ready;
  };
  const openDatabase = async (): Promise<string> => {
    database = await stackDatabase(dataDir, options.env, watch);
    return database.url;
  };
  const web = async (from: number, env: Environment): Promise<string> => {
    const port = await nextFreePort(from);
    try {
      await keepTrying(await webSpec(options.host, port, env), "web.log");
      return urlOf(options.host, port);
    } catch (error) {
      // Another program was quicker to take the port.
      if (error instanceof Problem && error.message.includes("EADDRINUSE")) return web(port + 1, env);
      throw error;
    }
  };

  try {
    options.signal.throwIfAborted();
    const env = { ...options.env, [MARK]: mark, POSTERN_DATA_DIR: dataDir, NODE_ENV: "production" };
    // What is stored may hold the sandbox's address.
    const ports = options.sandbox && {
      proxy: await steadyPort(`${dataDir} sandbox`),
      localstack: await steadyPort(`${dataDir} localstack`),
    };
    const sandboxUrl = ports && `http://127.0.0.1:${ports.proxy}`;
    const account = sandboxUrl ? sandboxEnvironment(env, sandboxUrl) : env;
    const serving = async () => ({ ...account, DATABASE_URL: await databaseUrl, NEXT_DIST_DIR: options.distDir });

    const databaseUrl = openDatabase();
    const worker = options.only === "web" ? null : serving().then((env) => keepTrying(workerSpec(env), "worker.log"));
    const address =
      options.only === "worker"
        ? Promise.resolve("")
        : Promise.all([serving(), Promise.race([options.built, ended])]).then(([env]) => web(options.port, env));
    const sandbox = ports
      ? Promise.race([options.sandbox, ended]).then(() =>
          keepTrying(sandboxSpec(join(dataDir, "sandbox"), ports, env), "sandbox.log"),
        )
      : null;
    const parts = [databaseUrl, worker, address, sandbox];
    for (const part of parts) part?.catch((error) => ending.abort(error));
    await Promise.allSettled(parts);
    ending.signal.throwIfAborted();
    return { url: await address, databaseUrl: await databaseUrl, sandboxUrl, failed, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function processOf(child: Child): StackProcess[] {
  const pid = child.pid();
  return pid === undefined ? [] : [{ name: child.name, pid, started: startOf(pid) }];
}
