/** The sandbox as a child process, for tests that need the real one. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startNode, type TestProcess } from "#lib/process/testing/child-process";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

export type SandboxProcess = TestProcess & { url: string };

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
  const own = { POSTERN_PARENT: "1", POSTERN_SANDBOX_DIR: dir };
  const sandbox = startNode([MAIN], { ...process.env, ...own, ...env });
  const [, url = ""] = await sandbox.written(/^ready (\S+)$/m);
  return { ...sandbox, url };
}
