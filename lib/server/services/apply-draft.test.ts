import pg from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { accountResponses } from "#lib/aws/testing/account-server";
import { type Ec2Server, ec2Server } from "#lib/aws/testing/ec2-server";
import { database } from "#lib/database/pool";
import { migrate } from "#lib/run/engine/migrate";
import { storedWorkflows } from "#lib/run/engine/testing/stored";
import { scenario } from "#lib/run/testing/scenario";
import type { Granted } from "#lib/server/http/guard";
import { type TestDatabase, testDatabase } from "../../../bin/testing/database";
import { createDraft, readDraft } from "./drafts";
import { planOfDraft } from "./planning";
import { applyDraft, runs } from "./runs";

// Outside of a request: nobody has chosen a Region or a profile.
vi.mock("next/headers", () => ({ headers: async () => new Headers() }));

const { snapshot, tasks, subnets, intent } = scenario();
const granted = { session: { actor: "somebody" } } as Granted;

let own: TestDatabase;
let ec2: Ec2Server;

beforeAll(async () => {
  own = await testDatabase();
  await migrate(own.url);
  ec2 = await ec2Server(accountResponses(snapshot));
  vi.stubEnv("DATABASE_URL", own.url);
  vi.stubEnv("AWS_ENDPOINT_URL", ec2.target.endpointUrl ?? "");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
});

afterAll(async () => {
  await runs().close();
  await database().end();
  await ec2?.stop();
  await own?.drop();
  vi.unstubAllEnvs();
});

/** A draft of ECS in the scenario's VPC; its subnets as chosen, or null where they are to be suggested. */
async function draftWith(subnetIds: typeof subnets | null, accountId = snapshot.accountId): Promise<string> {
  const choice = {
    subnetIds,
    clientSecurityGroupIds: [tasks],
    endpointSecurityGroup: { create: { name: "endpoints" } },
  };
  const { id } = await createDraft(
    accountId,
    "us-east-1",
    { actor: "operator@example.com" },
    {
      services: ["ecs", "s3"],
      vpcId: intent.vpcId,
      network: { [intent.vpcId]: choice },
    },
  );
  return id;
}

/** No worker is running to end the run, and the next one is on the same VPC. */
async function forget(run: string): Promise<void> {
  const stored = await storedWorkflows(own.url);
  await stored.forget(run);
  await stored.close();
}

it.each([
  ["suggested", null],
  ["chosen", subnets],
])("with %s subnets, an apply reads the account once and the draft once", async (_, subnetIds) => {
  const draft = await draftWith(subnetIds);
  const planned = await planOfDraft(await readDraft(draft));
  if ("problems" in planned) throw new Error(JSON.stringify(planned.problems));
  ec2.calls.length = 0;
  const query = vi.spyOn(pg.Client.prototype, "query");
  const started = await applyDraft({ draft, fingerprint: planned.plan.fingerprint, rollbackOnFailure: false }, granted);
  const texts = query.mock.calls.map(([text]) => String(text));
  query.mockRestore();
  expect(started.kind).toBe("started");
  expect(ec2.calls.filter(({ Action }) => Action === "DescribeSecurityGroups")).toHaveLength(1);
  expect(texts.filter((text) => text.includes("postern.drafts"))).toHaveLength(1);
  if (started.kind === "started") await forget(started.run);
});

it("the page's read of the account is the plan's, while it is fresh", async () => {
  const draft = await readDraft(await draftWith(null));
  await planOfDraft(draft, { refresh: true });
  ec2.calls.length = 0;
  await planOfDraft(draft);
  expect(ec2.calls).toEqual([]);
});

it("a draft of another account is not applied in the one that the credentials lead to now", async () => {
  const draft = await draftWith(null, "999999999999");
  const planned = await planOfDraft(await readDraft(draft));
  if ("problems" in planned) throw new Error(JSON.stringify(planned.problems));
  const applied = await applyDraft({ draft, fingerprint: planned.plan.fingerprint, rollbackOnFailure: false }, granted);
  expect(applied).toEqual({
    kind: "blocked",
    reasons: [
      `This setup is for account 999999999999, and the profile that is chosen now leads to ${snapshot.accountId}.`,
    ],
  });
});
