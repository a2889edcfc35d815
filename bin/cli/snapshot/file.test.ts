import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type WholeAccounts, wholeAccounts } from "#lib/aws/testing/whole-accounts";
import { redacted } from "#lib/core/snapshot/redact/redact";
import { snapshotFile } from "#lib/core/snapshot/snapshot-file";
import { faults } from "#lib/core/testing/faults/all";
import { intentOf } from "#lib/core/testing/faults/fault";
import { outcomeOf, planFor } from "../account";
import { readVpc } from "../vpc";
import { readSnapshot } from "./file";

let accounts: WholeAccounts;
const folder = mkdtempSync(join(tmpdir(), "postern-snapshot-"));
const file = join(folder, "snapshot.json");

beforeAll(async () => {
  for (const name of ["AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION"]) vi.stubEnv(name, undefined);
  for (const name of ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"]) vi.stubEnv(name, "/dev/null");
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) vi.stubEnv(name, "test");
  accounts = await wholeAccounts();
});
afterAll(async () => {
  await accounts.stop();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** Those whose intent names ids of the VPC only: of others a snapshot knows nothing. */
const scenes = faults.filter(({ code }) => code !== "resource-not-found").map(({ name, fault }) => ({ name, fault }));

describe("a plan from a snapshot", () => {
  it.each(scenes)("is that from the account: $name", async ({ fault }) => {
    const scene = fault.scene(true);
    const intent = intentOf(scene);
    const { region, vpcId } = intent;
    vi.stubEnv("AWS_ENDPOINT_URL", accounts.open(scene));
    const read = await readVpc({ vpc: vpcId, region });
    writeFileSync(file, JSON.stringify(snapshotFile(read, false)));
    const { snapshot, where } = readSnapshot(file, intent);
    expect(outcomeOf(snapshot, intent, where).plan).toEqual((await planFor(intent)).plan);
  });
});

describe("a snapshot", () => {
  const scene = () => {
    const [first] = scenes;
    if (!first) throw new Error("there are no accounts");
    return first.fault.scene(true);
  };

  it("of another VPC or Region is refused, and of a redacted one why", () => {
    const { snapshot } = scene();
    writeFileSync(file, JSON.stringify(snapshotFile(snapshot, false)));
    expect(() => readSnapshot(file, { vpcId: "vpc-0123456789abcdef0" })).toThrow(/not of vpc-0123456789abcdef0/);
    expect(() => readSnapshot(file, { region: "eu-west-1" })).toThrow(/in us-east-1, not of .* in eu-west-1/);
    writeFileSync(file, JSON.stringify(snapshotFile(redacted(snapshot, "key"), true)));
    expect(() => readSnapshot(file, { vpcId: "vpc-0123456789abcdef0" })).toThrow(/redacted, so its ids are others/);
  });

  it.each([
    ["a plan", '{"format": "postern.plan/1"}', /no snapshot of Postern/],
    ["no JSON", "{", /is not JSON/],
    ["nothing", "", /is empty. It should hold a snapshot/],
  ])("that is %s is refused", (_, text, words) => {
    writeFileSync(file, text);
    expect(() => readSnapshot(file, {})).toThrow(words);
  });
});
