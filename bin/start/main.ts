/** `npm start` once packages are installed: builds, starts the stack, prints its URL, and waits. */
import { join } from "node:path";
import { sessionKey } from "#lib/server/auth/session-key";
import { LINK_MINUTES } from "#lib/server/auth/session-link";
import { type Settings, SettingsError, settings } from "#lib/server/settings";
import { separationWarning } from "../doctor/account";
import type { Held } from "../setup/lock.mjs";
import type { Progress } from "../setup/progress.mjs";
import { Problem } from "../setup/run.mjs";
import { DIST_DIR, ensureBuild } from "./build";
import { freshLink, running } from "./link";
import { openInBrowser } from "./open";
import { startStack } from "./stack";

export type StartOptions = {
  dataDir: string;
  host: string;
  /** Where the search for a free port begins. */
  port: number;
  /** One part of a team's Postern, whose other parts run elsewhere; null for all. */
  only: "web" | "worker" | null;
  mark: string;
  env: NodeJS.ProcessEnv;
  sandbox: Promise<void> | null;
  /** Where later starts read about this one. */
  held: Held;
  progress: Progress;
  signal: AbortSignal;
};

/** Serves until the signal comes, and rejects with its reason, or until the stack cannot be kept running. */
export async function start({ held, progress, signal, ...options }: StartOptions): Promise<never> {
  const { dataDir } = options;
  const env: NodeJS.ProcessEnv = { ...options.env, POSTERN_DATA_DIR: dataDir, POSTERN_HOST: options.host };
  const own = safeSettings(env);
  const shared = options.sandbox ? null : await separationWarning(env);
  if (shared) progress.line(shared);
  const distDir = env.NEXT_DIST_DIR || DIST_DIR;
  const built =
    options.only === "worker"
      ? Promise.resolve()
      : ensureBuild({ env, distDir, logs: join(dataDir, "logs"), progress, signal });
  built.catch(() => {});
  const task = progress.task("servers");
  const stack = await startStack({
    ...options,
    env,
    distDir,
    built,
    signal,
    report: progress.line,
    changed: (processes) => held.write({ processes }),
  });
  try {
    task.done();
    if (stack.url) held.write(running(stack.url, own));
    const ready =
      options.only === "worker" ? "The worker is ready." : `Postern is ready: ${await invitation(dataDir, own)}`;
    const sandbox = stack.sandboxUrl ? `\n${awsInSandbox(stack.sandboxUrl)}` : "";
    progress.line(`\n${ready}${sandbox}\nCtrl-C ends it.`);
    throw await Promise.race([stack.failed, reasonOf(signal)]);
  } finally {
    await stack.stop();
  }
}

/** The settings, before anything is started with them: invalid or unsafe ones are reported. */
function safeSettings(env: NodeJS.ProcessEnv): Settings {
  try {
    const own = settings(env);
    sessionKey(own.session);
    return own;
  } catch (error) {
    throw error instanceof SettingsError ? new Problem(error.message) : error;
  }
}

/** How the AWS CLI reaches the sandbox. Older versions of it do not know AWS_ENDPOINT_URL. */
const awsInSandbox = (url: string): string =>
  `The sandbox for the AWS CLI, with test as both keys: aws ec2 describe-vpcs --region us-east-1 --endpoint-url ${url}`;

/** What a person needs to sign in. Teams use an issuer, so that no link is written to the server's log. */
async function invitation(dataDir: string, { oidc, publicUrl }: Settings): Promise<string> {
  if (oidc) return `${publicUrl?.origin}`;
  // The browser gets one of its own, so that the one that is printed still works.
  const [printed, opened] = [await freshLink(dataDir), await freshLink(dataDir)];
  if ("none" in printed || "none" in opened) throw new Problem(`${dataDir} says nothing of this start any more.`);
  openInBrowser(opened.link, dataDir);
  return `${printed.link}\nThe link works once, within ${LINK_MINUTES} minutes. For a new one: npx postern open`;
}

function reasonOf(signal: AbortSignal): Promise<unknown> {
  return new Promise((done) => {
    if (signal.aborted) done(signal.reason);
    signal.addEventListener("abort", () => done(signal.reason), { once: true });
  });
}
