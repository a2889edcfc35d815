/**
 * The sandbox as a process: LocalStack, and in front of it the proxy with EC2's rules. Prints `ready <url>` when it can be
 * used; ends with SIGTERM, SIGINT or, when POSTERN_PARENT=1, with the pipe on its standard input.
 */
import { randomUUID } from "node:crypto";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createEc2 } from "./ec2-rules/ec2";
import { createFaults } from "./ec2-rules/faults";
import { openJournal } from "./ec2-rules/journal";
import { rules } from "./ec2-rules/rules/all";
import { startProxy } from "./ec2-rules/server";
import { defaultSettings } from "./ec2-rules/settings";
import { hostedZonesAt, localStackAt } from "./ec2-rules/upstream";
import { freePort, startLocalStack } from "./localstack/start";
import { seedAccount } from "./seed/account";

/** The seeded account is older than the sandbox, and the same for everybody. */
const SEEDED_AT = Date.UTC(2026, 0, 15, 9);

async function main(): Promise<void> {
  const env = process.env;
  if (!env.POSTERN_PYTHON_VENV) throw new Error("Set POSTERN_PYTHON_VENV to the virtual environment with LocalStack.");
  const dir = resolve(env.POSTERN_SANDBOX_DIR ?? ".postern/sandbox");
  const localstack = await startLocalStack({
    venv: resolve(env.POSTERN_PYTHON_VENV),
    dir: join(dir, "localstack"),
    port: Number(env.POSTERN_LOCALSTACK_PORT) || (await freePort()),
  });
  const end = async (code: number) => {
    await localstack.stop();
    process.exit(code);
  };
  process.once("SIGTERM", () => void end(0));
  process.once("SIGINT", () => void end(0));
  if (env.POSTERN_PARENT === "1") process.stdin.resume().once("close", () => void end(0));
  void localstack.ended.then(() => end(1));

  const journal = openJournal(join(dir, "journal.jsonl"));
  const session = randomUUID();
  const ec2 = createEc2({
    upstream: localStackAt(localstack.url),
    hostedZones: hostedZonesAt(localstack.url),
    rules,
    journal,
    settings: {
      ...defaultSettings,
      availableDelayMs: Number(env.POSTERN_AVAILABLE_DELAY_MS ?? defaultSettings.availableDelayMs),
    },
    faults: createFaults((ms) => sleep(ms)),
    now: () => (journal.seeded === null ? SEEDED_AT : Date.now()),
    salt: () => (journal.seeded === null ? "seed" : session),
  });
  if (journal.seeded === null) {
    const seed = env.POSTERN_SANDBOX_SEED === "none" ? "none" : "default";
    journal.clear();
    if (seed === "default") await seedAccount(ec2);
    journal.append({ seeded: seed });
  } else {
    const failed = await ec2.replay();
    if (failed > 0) console.error(`${failed} calls of the sandbox's journal could not be repeated`);
  }
  const proxy = await startProxy({
    ec2,
    upstream: localstack.url,
    port: Number(env.POSTERN_SANDBOX_PORT) || 0,
    control: env.POSTERN_SANDBOX_CONTROL === "1",
  });
  console.log(`ready ${proxy.url}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
