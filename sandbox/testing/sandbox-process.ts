/** The sandbox as a child process, for tests that need the real one. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

export type SandboxProcess = { url: string; pid: number; process: ChildProcess; stop: () => Promise<void> };

/** A folder for a sandbox that is thrown away by `remove`. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "postern-sandbox-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/**
 * Starts a sandbox on free ports, with its journal in `dir`, and waits until it is ready. Needs POSTERN_PYTHON_VENV. Throws
 * with what it said when it ends before that.
 */
export async function startSandbox(dir: string, env: Record<string, string> = {}): Promise<SandboxProcess> {
  if (!process.env.POSTERN_PYTHON_VENV) {
    throw new Error("Set POSTERN_PYTHON_VENV to a virtual environment with LocalStack (npm test does).");
  }
  const child = spawn(process.execPath, ["--import", "tsx", MAIN], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, POSTERN_PARENT: "1", POSTERN_SANDBOX_DIR: dir, ...env },
  });
  let said = "";
  const url = await new Promise<string>((ready, failed) => {
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const found = /^ready (\S+)$/m.exec(said)?.[1];
      if (found) ready(found);
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.once("error", failed);
    child.once("exit", () => failed(new Error(`The sandbox ended: ${said}`)));
  });
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  return {
    url,
    pid: child.pid ?? 0,
    process: child,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
