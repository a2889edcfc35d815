/** A web process beside the one of the browser tests, as a team has several. */
import { setTimeout as sleep } from "node:timers/promises";
import { startNode, type TestProcess } from "#lib/process/testing/child-process";
import { freePort } from "#sandbox/localstack/start";
import { setting } from "./fixtures";

export type WebProcess = TestProcess & { origin: string; port: number };

/** Starts one that shares the key of the browser tests' sessions, and waits until it responds. */
export async function startWeb(env: NodeJS.ProcessEnv): Promise<WebProcess> {
  const port = await freePort();
  // The name follows from the key.
  const { hostname } = new URL(setting("POSTERN_E2E_URL"));
  const origin = `http://${hostname}:${port}`;
  const web = startNode(["bin/web.mjs"], {
    ...env,
    NODE_ENV: "production",
    POSTERN_HOST: "127.0.0.1",
    POSTERN_PORT: String(port),
    POSTERN_SESSION_KEY_FILE: `${setting("POSTERN_DATA_DIR")}/session.key`,
  });
  while (!(await fetch(`${origin}/signed-out`).catch(() => null))) {
    if (!web.isRunning()) throw new Error(`The web process ended: ${web.output()}`);
    await sleep(200);
  }
  return { ...web, origin, port };
}
