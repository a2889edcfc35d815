/** `npm start` until packages are installed. */
import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { credentialsSource, withoutSecrets } from "../credentials.mjs";
import { close, makeDataFolder } from "./folder.mjs";
import { acquire } from "./lock.mjs";
import { ensurePackages } from "./packages.mjs";
import { dataDir } from "./paths.mjs";
import { commandOf, endMarked, parentOf, signal as send, startOf } from "./processes.mjs";
import { venvInstaller } from "./python.mjs";
import { Problem } from "./run.mjs";
import { session } from "./session.mjs";
import { importTypeScript } from "./typescript.mjs";

const USAGE = "npm start [-- --sandbox] [-- --port N] [-- --host ADDRESS] [-- --only web|worker]";
const LOGS_KEPT = 5;

/** @param {string[]} args */
export function startCommand(args) {
  return session(async ({ mark, env, signal, stop, progress }) => {
    const options = parse(args);
    const dir = dataDir();
    makeDataFolder(dir);
    const launcher = npmThatStartedUs();
    const lock = await claim(join(dir, "start.json"), { mark, url: null, launcher });
    if ("holder" in lock) {
      const { url, pid } = lock.holder;
      progress.line(
        url
          ? `Postern already runs in this folder: ${await linkInto(dir)}`
          : "Postern is being started in this folder already.",
      );
      progress.line(`Ctrl-C where it was started ends it, and so does: kill ${pid}`);
      return 0;
    }
    const { held, previous } = lock;
    signal.addEventListener("abort", () => held.write({ stopping: true }), { once: true });
    // When npm is killed, Ctrl-C no longer arrives.
    if (launcher) setInterval(() => startOf(launcher.pid) === launcher.started || stop(), 500).unref();
    try {
      if (typeof previous?.mark === "string" && (await endMarked(previous.mark)) > 0) {
        progress.line("An earlier start was killed: what it had left is ended.");
      }
      const logs = join(dir, "logs");
      // Earlier versions left them open.
      for (const folder of [logs, join(dir, "sandbox")]) if (existsSync(folder)) close(folder);
      rotate(logs);
      const source = options.sandbox ? null : await credentialsSource(env);
      if (options.only && (!env.DATABASE_URL || source === null)) throw new Problem(alone(options.only));
      const installVenv = source === null ? venvInstaller() : null;
      progress.line(source === null ? "Account: the sandbox" : `Account: AWS, by ${source}`);
      const context = { progress, logs, env: withoutSecrets(env), signal };
      const sandbox = installVenv?.(context) ?? null;
      sandbox?.catch(() => {});
      await ensurePackages(context);
      const { start } = await importTypeScript("./bin/start/main.ts");
      // After a start that was killed, people's sessions and open pages are where it was.
      const port = options.port ?? (typeof previous?.port === "number" ? previous.port : 3000);
      const { host, only } = options;
      return await start({ dataDir: dir, host, port, only, mark, env, sandbox, held, progress, signal });
    } finally {
      held.release();
    }
  }, 0);
}

/** @param {string[]} args */
function parse(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        sandbox: { type: "boolean" },
        port: { type: "string" },
        host: { type: "string" },
        only: { type: "string" },
      },
    });
    const wanted = values.port ?? process.env.POSTERN_PORT;
    const port = wanted ? Number(wanted) : null;
    if (port !== null && (!Number.isInteger(port) || port < 1 || port > 65_535)) {
      throw new Error(`${wanted} is not a port`);
    }
    const only = values.only ?? null;
    if (only !== null && only !== "web" && only !== "worker")
      throw new Error(`--only ${only}: there are web and worker`);
    const host = values.host || process.env.POSTERN_HOST || "127.0.0.1";
    return { sandbox: Boolean(values.sandbox), port, host, only };
  } catch (error) {
    throw new Problem(`${/** @type {Error} */ (error).message}\nUsage: ${USAGE}`);
  }
}

/**
 * A new link into the Postern that runs on the data folder.
 * @param {string} dir
 * @returns {Promise<string>}
 */
async function linkInto(dir) {
  const { freshLink } = await importTypeScript("./bin/start/link.ts");
  const found = await freshLink(dir);
  return found.link ?? "it is just ending";
}

/** @param {"web" | "worker"} only */
function alone(only) {
  const other = only === "web" ? "worker" : "web server";
  return `--only ${only} starts one part of a team's Postern, whose ${other} runs elsewhere on the same database: set DATABASE_URL, and AWS credentials.`;
}

/** npm is our parent, or that of the shell between us. Not checked on Windows, where listing processes is slow. */
function npmThatStartedUs() {
  if (process.platform === "win32") return null;
  const parents = [process.ppid, parentOf(process.ppid)];
  const pid = parents.find((parent) => parent !== null && /\bnpm\b/.test(commandOf(parent)));
  return pid ? { pid, started: startOf(pid) } : null;
}

/**
 * Takes the folder for this start. One that is just stopping is awaited, and so is one whose npm was killed.
 * @param {string} path
 * @param {object} state
 */
async function claim(path, state) {
  for (;;) {
    const lock = await acquire(path, state);
    if (!("holder" in lock)) return lock;
    const { pid, stopping, launcher } = lock.holder;
    const orphaned = launcher && startOf(launcher.pid) !== launcher.started;
    if (!stopping && !orphaned) return lock;
    if (!stopping) send(pid, "SIGTERM");
    await sleep(250);
  }
}

/**
 * Every start writes new logs; those of earlier ones get a number.
 * @param {string} logs
 */
function rotate(logs) {
  if (!existsSync(logs)) return;
  const names = new Set(readdirSync(logs).map((file) => file.replace(/(\.\d+)?\.log$/, "")));
  for (const name of names) {
    const numbered = (/** @type {number} */ number) => join(logs, number ? `${name}.${number}.log` : `${name}.log`);
    rmSync(numbered(LOGS_KEPT), { force: true });
    for (let number = LOGS_KEPT - 1; number >= 0; number--) {
      if (existsSync(numbered(number))) renameSync(numbered(number), numbered(number + 1));
    }
  }
}
