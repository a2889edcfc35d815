/**
 * The sandbox as a process: LocalStack, and in front of it the proxy with EC2's rules. Prints `ready <url>` when it can be
 * used; ends with SIGTERM, SIGINT or, when POSTERN_PARENT=1, with the pipe on its standard input.
 */
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sandboxScope } from "./ec2-rules/call";
import { createEc2, type Ec2Options } from "./ec2-rules/ec2";
import { createFaults } from "./ec2-rules/faults";
import { type Journal, openJournal } from "./ec2-rules/journal";
import { rules } from "./ec2-rules/rules/all";
import { startProxy } from "./ec2-rules/server";
import { defaultSettings } from "./ec2-rules/settings";
import { type Emulator, hostedZonesAt, localStackAt } from "./ec2-rules/upstream";
import { freePort, startLocalStack } from "./localstack/start";
import { takeLock } from "./lock";
import { seedAccount } from "./seed/account";

/** The seeded account is older than the sandbox, and the same for everybody. */
const SEEDED_AT = Date.UTC(2026, 0, 15, 9);

async function main(): Promise<void> {
  const env = process.env;
  if (!env.POSTERN_PYTHON_VENV) throw new Error("Set POSTERN_PYTHON_VENV to the virtual environment with LocalStack.");
  const dir = resolve(env.POSTERN_SANDBOX_DIR ?? ".postern/sandbox");
  mkdirSync(dir, { recursive: true });
  const ending: (() => void | Promise<void>)[] = [];
  let isEnding = false;
  const end = async (code: number) => {
    if (isEnding) return;
    isEnding = true;
    for (const step of ending) await step();
    process.exit(code);
  };
  process.on("SIGTERM", () => void end(0));
  process.on("SIGINT", () => void end(0));
  if (env.POSTERN_PARENT === "1") process.stdin.resume().once("close", () => void end(0));

  try {
    const port = Number(env.POSTERN_SANDBOX_PORT) || (await freePort());
    const url = `http://127.0.0.1:${port}`;
    const lock = await takeLock(join(dir, "running.json"), url);
    ending.push(lock.release);
    const journal = openJournal(join(dir, "journal.jsonl"));
    ending.unshift(journal.close);
    if (journal.notice) notify(journal.notice);
    const localstack = await startLocalStack({
      venv: resolve(env.POSTERN_PYTHON_VENV),
      dir: join(dir, "localstack"),
      port: Number(env.POSTERN_LOCALSTACK_PORT) || (await freePort()),
      ec2Url: url,
    });
    ending.unshift(localstack.stop);
    void localstack.ended.then(() => end(1));
    await serve(journal, port, localstack, ({ message }, diverged) => {
      notify(
        `The emulated account takes no changes: its journal cannot be written (${message}). Free some space in ${dir}.`,
      );
      if (diverged) void end(1);
    });
    console.log(`ready ${url}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    await end(1);
  }
}

/** Notices so far: each is given once. */
const notices = new Set<string>();

/** Prints a line that the supervisor passes on to the person who started Postern. */
function notify(text: string): void {
  if (!notices.has(text)) console.error(`notice: ${text}`);
  notices.add(text);
}

/** Makes the account, new or as the journal remembers it, and opens the proxy. */
async function serve(
  journal: Journal,
  port: number,
  emulator: Emulator,
  journalFailed: Ec2Options["journalFailed"],
): Promise<void> {
  const env = process.env;
  const session = randomUUID();
  /** LocalStack loads EC2, and its list of services, when first asked. */
  const ask = (action: string) => ec2.handle(sandboxScope, new Map([["Action", action]]));
  const isSeeding = () => journal.seeded === null;
  const ec2 = createEc2({
    upstream: localStackAt(emulator),
    hostedZones: hostedZonesAt(emulator),
    rules,
    journal,
    settings: {
      ...defaultSettings,
      availableDelayMs: Number(env.POSTERN_AVAILABLE_DELAY_MS ?? defaultSettings.availableDelayMs),
    },
    faults: createFaults((ms) => sleep(ms)),
    now: () => (isSeeding() ? SEEDED_AT : Date.now()),
    salt: () => (isSeeding() ? "seed" : session),
    journalFailed,
  });
  if (isSeeding()) {
    const seed = env.POSTERN_SANDBOX_SEED === "none" ? "none" : "default";
    journal.clear();
    if (seed === "default") await seedAccount(ec2);
    journal.append({ seeded: seed });
    ec2.seen = [];
  } else {
    const failed = await ec2.replay();
    if (failed > 0) notify(`${failed} calls of the sandbox's journal could not be repeated.`);
  }
  await ask("DescribeVpcs");
  await startProxy({ ec2, emulator, port, control: env.POSTERN_SANDBOX_CONTROL === "1" });
  ask("DescribeVpcEndpointServices").catch(() => undefined);
}

void main();
