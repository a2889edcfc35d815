/** A web process beside the browser tests' one, as a team has several. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { setting } from "./fixtures";

export type WebProcess = { child: ChildProcess; origin: string; port: number };

/** Starts one that shares the key of the browser tests' sessions, and waits until it responds. */
export async function startWeb(env: NodeJS.ProcessEnv): Promise<WebProcess> {
  const port = await freePort();
  // The name follows from the key.
  const { hostname } = new URL(setting("POSTERN_E2E_URL"));
  const origin = `http://${hostname}:${port}`;
  const child = spawn(process.execPath, ["bin/web.mjs"], {
    env: {
      ...env,
      NODE_ENV: "production",
      POSTERN_HOST: "127.0.0.1",
      POSTERN_PORT: String(port),
      POSTERN_SESSION_KEY_FILE: `${setting("POSTERN_DATA_DIR")}/session.key`,
    },
    stdio: "ignore",
  });
  while (!(await fetch(`${origin}/signed-out`).catch(() => null))) {
    if (child.exitCode !== null) throw new Error(`The web process ended with ${child.exitCode}.`);
    await sleep(200);
  }
  return { child, origin, port };
}

export async function stopWeb({ child }: WebProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address ? address.port : 0;
}
