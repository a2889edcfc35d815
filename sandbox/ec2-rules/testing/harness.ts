/** The proxy over a fake LocalStack, with a fixed clock, and the SDK in front of it. */
import { EC2Client } from "@aws-sdk/client-ec2";
import { describe, onTestFinished } from "vitest";
import { createEc2, type Ec2 } from "../ec2";
import { createFaults } from "../faults";
import { type Journal, memoryJournal } from "../journal";
import { rules } from "../rules/all";
import { startProxy } from "../server";
import { defaultSettings, type Settings } from "../settings";
import type { Emulator } from "../upstream";
import { type FakeLocalStack, fakeLocalStack } from "./fake-localstack";

export type Harness = {
  client: EC2Client;
  fake: FakeLocalStack;
  ec2: Ec2;
  url: string;
  journal: Journal;
  /** Why the journal could not be written, each time. */
  failures: string[];
  /** Whether all calls fail, because LocalStack did what the journal lacks. */
  hasDiverged: () => boolean;
  /** Lets milliseconds pass. */
  pass: (ms: number) => void;
};

/** A proxy of its own for one test; endpoints take 3 seconds to become available or to vanish. */
export async function harness(
  settings: Partial<Settings> = {},
  journal = memoryJournal(),
  emulator: Emulator = { url: "http://127.0.0.1:9", key: "" },
): Promise<Harness> {
  const fake = fakeLocalStack();
  let now = Date.UTC(2026, 0, 1);
  const salt = `test ${journal.entries.length}`;
  const failures: string[] = [];
  let hasDiverged = false;
  const ec2 = createEc2({
    upstream: fake.upstream,
    hostedZones: async () => fake.hostedZones,
    rules,
    journal,
    settings: { ...defaultSettings, ...settings },
    faults: createFaults(async (ms) => {
      now += ms;
    }),
    now: () => now,
    salt: () => salt,
    journalFailed: ({ message }, diverged) => {
      failures.push(message);
      hasDiverged ||= diverged;
    },
  });
  const { url, server } = await startProxy({ ec2, emulator, port: 0, control: true });
  const client = new EC2Client({
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  onTestFinished(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
  return {
    client,
    fake,
    ec2,
    url,
    journal,
    failures,
    hasDiverged: () => hasDiverged,
    pass: (ms) => {
      now += ms;
    },
  };
}

/** Tests of one rule, under its name and where EC2's documentation has it. */
export function rule(tested: { name: string; source: string }, tests: () => void): void {
  describe(`${tested.name} [${tested.source}]`, tests);
}
