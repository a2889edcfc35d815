import type { Progress } from "../../bin/setup/progress.mjs";
import type { Environment } from "../../bin/start/environment";

/** What every part of `npm test` works with. */
export type TestContext = {
  mark: string;
  env: Environment;
  signal: AbortSignal;
  progress: Progress;
  /** Folder of the logs of what is installed. */
  logs: string;
  /** Resolves when the Python packages are installed. */
  venv: Promise<void>;
};

export type Outcome = { passed: number; failed: number };
