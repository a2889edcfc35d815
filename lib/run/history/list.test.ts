import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunPageRequest, RunRequest } from "#lib/core/run/run";
import { type RunClient, runClient } from "#lib/run/client";
import { migrate } from "#lib/run/engine/migrate";
import { type StoredWorkflows, storedWorkflows } from "#lib/run/engine/testing/stored";
import { applyRequest, scenario } from "#lib/run/testing/scenario";
import { type TestDatabase, testDatabase } from "../../../bin/testing/database";

let database: TestDatabase;
let client: RunClient;
let stored: StoredWorkflows;
/** Ids by what distinguishes the run. No worker is running, so that all wait. */
const ids: Record<string, string> = {};

const { snapshot, intent } = scenario();
const operator = "arn:aws:sts::111122223333:assumed-role/Ops/operator@example.com";

async function started(name: string, over: Partial<RunRequest>): Promise<void> {
  const result = await client.startRun(applyRequest(snapshot, intent, over));
  ids[name] = "runId" in result ? result.runId : "";
}

const inVpc = (vpcId: `vpc-${string}`, region = "us-east-1") => ({
  plan: { ...applyRequest(snapshot, intent).plan, vpcId, region },
});

beforeAll(async () => {
  database = await testDatabase();
  await migrate(database.url);
  client = runClient(database.url);
  stored = await storedWorkflows(database.url);
  await started("plain", {});
  await started("of-operator", { actor: operator, ...inVpc("vpc-0000000000000000a") });
  await started("elsewhere", { accountId: "444455556666", ...inVpc("vpc-0000000000000000b", "eu-west-1") });
  await started("back", { kind: "rollback", of: ids["of-operator"] ?? "", ...inVpc("vpc-0000000000000000c") });
});

afterAll(async () => {
  await stored?.close();
  await client?.close();
  await database?.drop();
});

async function names(request: Omit<RunPageRequest, "limit">): Promise<string[]> {
  const { runs } = await client.listRuns({ limit: 50, ...request });
  return runs.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id) ?? id).sort();
}

describe("a list of runs", () => {
  it.each<[Omit<RunPageRequest, "limit">, string[]]>([
    [{}, ["back", "elsewhere", "of-operator", "plain"]],
    [{ vpcId: "vpc-0000000000000000a" }, ["of-operator"]],
    [{ region: "eu-west-1" }, ["elsewhere"]],
    [{ accountId: "444455556666" }, ["elsewhere"]],
    [{ actor: operator }, ["of-operator"]],
    [{ kind: "rollback" }, ["back"]],
    [{ status: "queued" }, ["back", "elsewhere", "of-operator", "plain"]],
    [{ status: "interrupted" }, []],
    [{ kind: "apply", region: "us-east-1" }, ["of-operator", "plain"]],
    [{ text: "OPERATOR@example" }, ["of-operator"]],
    [{ text: "444455556666" }, ["elsewhere"]],
    [{ text: "vpc-0000000000000000b" }, ["elsewhere"]],
    [{ text: "%" }, []],
  ])("is narrowed by %j", async (request, expected) => {
    expect(await names(request)).toEqual(expected);
  });

  it("finds a run by part of its id, and with it the run that rolls it back", async () => {
    expect(await names({ text: ids["of-operator"]?.slice(4, 14) ?? "" })).toEqual(["back", "of-operator"]);
  });

  it("finds the run that sent or got an id", async () => {
    await stored.addEntry(ids.plain ?? "", "step/x", '{"id":"subnet-0abc0abc0abc0abc0"}');
    await stored.addResult(ids.elsewhere ?? "", "y", '{"made":["vpce-0def0def0def0def0"]}');
    expect(await names({ text: "subnet-0abc0abc0abc0abc0" })).toEqual(["plain"]);
    expect(await names({ text: "vpce-0def0def0def0def0" })).toEqual(["elsewhere"]);
    expect(await names({ text: "made" })).toEqual([]);
  });

  it("returns the values that it can be filtered by", async () => {
    expect(await client.runChoices()).toMatchObject({
      regions: ["eu-west-1", "us-east-1"],
      accountIds: [snapshot.accountId, "444455556666"].sort(),
      actors: ["arn:aws:iam::111122223333:user/ops", operator].sort(),
    });
  });

  it("pages through thousands of runs, each once, even those with equal times and while new ones start", async () => {
    await stored.copy(ids.plain ?? "", 3000);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<RunClient["listRuns"]>> = await client.listRuns({
        limit: 200,
        status: "interrupted",
        ...(after === null ? {} : { after }),
      });
      if (after === null) await stored.cancel(ids.back ?? "");
      seen.push(...page.runs.map(({ id }) => id));
      after = page.next;
    } while (after !== null);
    expect(seen).toHaveLength(3000);
    expect(new Set(seen).size).toBe(3000);
    expect(seen[0]).toBe(`run-${(3000).toString(16).padStart(17, "0")}`);
  });
});
