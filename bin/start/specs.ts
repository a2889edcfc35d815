/** How each process of a stack is started, and when it can be used. */
import { join } from "node:path";
import { DATABASE_AWAY_CODE } from "#lib/database/database-away";
import { withoutSecrets } from "../credentials.mjs";
import { root, venv } from "../setup/paths.mjs";
import type { ChildSpec } from "./child";
import { type Environment, webEnvironment, workerEnvironment } from "./environment";

type Spec = Omit<ChildSpec, "log">;

export type SandboxPorts = { proxy: number; localstack: number };

export function sandboxSpec(dir: string, ports: SandboxPorts, env: Environment): Spec {
  return {
    name: "The sandbox",
    args: ["--import", "tsx", "sandbox/main.ts"],
    env: {
      ...withoutSecrets(env),
      POSTERN_SANDBOX_DIR: dir,
      POSTERN_PYTHON_VENV: venv,
      POSTERN_SANDBOX_PORT: String(ports.proxy),
      POSTERN_LOCALSTACK_PORT: String(ports.localstack),
    },
    ready: (output) => /^ready /m.test(output),
    flapping: "rest",
  };
}

export function workerSpec(env: Environment): Spec {
  return {
    name: "The worker",
    args: ["--import", "tsx", "worker/main.ts"],
    env: workerEnvironment(env),
    ready: (output) => /^ready$/m.test(output),
    waits: { code: DATABASE_AWAY_CODE, reason: "has lost the database" },
    // Pages stay up meanwhile, and say that it is away.
    flapping: "rest",
  };
}

/** Where this machine reaches a server that listens on `host`. */
export function urlOf(host: string, port: number): string {
  const all: Record<string, string> = { "0.0.0.0": "127.0.0.1", "::": "::1" };
  const reached = all[host] ?? host;
  return `http://${reached.includes(":") ? `[${reached}]` : reached}:${port}`;
}

export async function webSpec(host: string, port: number, env: Environment): Promise<Spec> {
  return {
    name: "The web server",
    args: [join(root, "bin/web.mjs")],
    env: {
      ...(await webEnvironment(env)),
      POSTERN_HOST: host,
      POSTERN_PORT: String(port),
      NEXT_TELEMETRY_DISABLED: "1",
    },
    // Any response will do: without a session, nothing is revealed.
    ready: () =>
      fetch(`${urlOf(host, port)}/signed-out`, { signal: AbortSignal.timeout(5_000) }).then(
        () => true,
        () => false,
      ),
    flapping: "give-up",
  };
}
