/** One run of a command from the first line to the exit code, whatever happens in between. */
import { randomUUID } from "node:crypto";
import { metadataSetting } from "../credentials.mjs";
import { fileProblem } from "./file-problem.mjs";
import { endMarked, MARK } from "./processes.mjs";
import { createProgress } from "./progress.mjs";
import { Problem } from "./run.mjs";

/** A stop was requested. */
class Stopped extends Error {}

/**
 * @typedef {object} Session
 * @property {string} mark Marks every process of this session.
 * @property {NodeJS.ProcessEnv} env The environment for those processes.
 * @property {AbortSignal} signal Comes with Ctrl-C, SIGTERM, the end of the terminal, or `stop`.
 * @property {() => void} stop
 * @property {import("./progress.mjs").Progress} progress
 */

/**
 * Does the work and ends this process: with the code that the work returns, 1 when it fails, `stoppedCode` when it was asked
 * to stop. No process of the session is left running. A second Ctrl-C waits for nothing.
 * @param {(session: Session) => Promise<number>} work
 * @param {number} stoppedCode
 * @returns {Promise<never>}
 */
export async function session(work, stoppedCode) {
  const mark = randomUUID();
  const progress = createProgress();
  const controller = new AbortController();
  const stop = () => controller.abort(new Stopped());
  let asked = 0;
  for (const name of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(name, () => {
      asked ||= Date.now();
      if (!controller.signal.aborted) progress.line("Stopping …");
      // One Ctrl-C may come twice: from the terminal, and from an npm that passes it on.
      else if (Date.now() - asked > 1_000) void endMarked(mark, 0).finally(() => process.exit(1));
      stop();
    });
  }
  // The AWS SDK's warning about the end of Node 20 is for developers.
  const env = {
    ...process.env,
    ...metadataSetting(),
    [MARK]: mark,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
  let code = 1;
  try {
    code = await work({ mark, env, signal: controller.signal, stop, progress });
  } catch (error) {
    if (error instanceof Stopped) code = stoppedCode;
    else progress.line(sentenceOf(error));
  }
  stop();
  await endMarked(mark);
  progress.close();
  process.exit(code);
}

/** @param {unknown} error */
function sentenceOf(error) {
  const sentence = error instanceof Problem ? error.message : fileProblem(error);
  return sentence === null ? String(error instanceof Error ? error.stack : error) : `\n${sentence}`;
}
