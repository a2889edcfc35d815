import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emptyDraft } from "#lib/core/intent/draft";
import { database } from "#lib/database/pool";
import { migrate } from "#lib/run/engine/migrate";
import { type TestDatabase, testDatabase } from "../../../bin/testing/database";
import {
  createDraft,
  deleteDraft,
  listDrafts,
  MOST_REVISIONS,
  markApplied,
  readDraft,
  restoreDraft,
  saveDraft,
} from "./drafts";

const ACCOUNT = "111122223333";
const CREATOR = { actor: "creator@example.com", permissions: ["read", "plan"] } as const;
const OTHER = { actor: "other@example.com", permissions: ["read", "plan"] } as const;
const OPERATOR = { actor: "operator@example.com", permissions: ["read", "plan", "apply"] } as const;
const GONE = { failure: { code: "not-found" } };
let own: TestDatabase;

beforeAll(async () => {
  own = await testDatabase();
  process.env.DATABASE_URL = own.url;
  await migrate(own.url);
});

afterAll(async () => {
  await database().end();
  await own.drop();
});

describe("the list of drafts", () => {
  const account = "444455556666";
  const titled = async () => {
    const { id } = await createDraft(account, "us-east-1", CREATOR);
    return saveDraft(id, { workload: "fargate" }, CREATOR);
  };

  it("tells those of one title apart, by their age", async () => {
    const first = await titled();
    const second = await titled();
    const titles = new Map((await listDrafts(account)).map(({ id, title }) => [id, title]));
    expect([titles.get(first.id), titles.get(second.id)]).toEqual(["ECS on Fargate", "ECS on Fargate (2)"]);
  });

  it("marks what was applied with its run, until it is edited", async () => {
    const draft = await titled();
    const run = "run-0123456789abcdef0";
    const mark = async () => (await listDrafts(account)).find(({ id }) => id === draft.id)?.appliedRun;
    expect(await mark()).toBeNull();
    await markApplied(draft, run);
    expect(await mark()).toBe(run);
    await saveDraft(draft.id, { privateDns: false }, CREATOR);
    expect(await mark()).toBeNull();
  });
});

describe("a draft in the database", () => {
  it("starts empty, in a Region, with what is known already", async () => {
    const { id } = await createDraft(ACCOUNT, "eu-west-1", CREATOR, { vpcId: "vpc-0123456789abcdef0" });
    expect(await readDraft(id)).toMatchObject({
      accountId: ACCOUNT,
      revision: 1,
      title: "Private access in vpc-0123456789abcdef0",
      data: { ...emptyDraft("eu-west-1"), vpcId: "vpc-0123456789abcdef0" },
    });
  });

  it("saves the fields of a patch and keeps the others", async () => {
    const { id } = await createDraft(ACCOUNT, "us-east-1", CREATOR);
    await saveDraft(id, { workload: "fargate" }, CREATOR);
    const saved = await saveDraft(id, { privateDns: false }, CREATOR);
    expect(saved).toMatchObject({
      revision: 3,
      title: "ECS on Fargate",
      data: { workload: "fargate", privateDns: false },
    });
  });

  it("loses nothing when two tabs save at the same time", async () => {
    const { id } = await createDraft(ACCOUNT, "us-east-1", CREATOR);
    await Promise.all([
      saveDraft(id, { privateDns: false }, CREATOR),
      saveDraft(id, { cutover: "direct" }, CREATOR),
      saveDraft(id, { services: ["sqs"] }, CREATOR),
    ]);
    const { data, revision } = await readDraft(id);
    expect({ ...data, revision }).toMatchObject({
      privateDns: false,
      cutover: "direct",
      services: ["sqs"],
      revision: 4,
    });
  });

  it("is listed once it was edited, the latest first, for its account only", async () => {
    const account = "999988887777";
    const [first, second] = [
      await createDraft(account, "us-east-1", CREATOR),
      await createDraft(account, "us-east-1", CREATOR),
    ];
    expect(await listDrafts(account)).toEqual([]);
    await saveDraft(first.id, { workload: "api" }, CREATOR);
    await saveDraft(second.id, { workload: "ec2" }, CREATOR);
    expect((await listDrafts(account)).map(({ id }) => id)).toEqual([second.id, first.id]);
    expect((await listDrafts(ACCOUNT)).map(({ id }) => id)).not.toContain(first.id);
  });

  it("shows who created it and who changed it last", async () => {
    const { id } = await createDraft(ACCOUNT, "us-east-1", CREATOR);
    expect(await readDraft(id)).toMatchObject({ createdBy: CREATOR.actor, updatedBy: CREATOR.actor });
    await saveDraft(id, { privateDns: false }, OTHER);
    expect(await readDraft(id)).toMatchObject({ createdBy: CREATOR.actor, updatedBy: OTHER.actor });
    expect((await listDrafts(ACCOUNT))[0]).toMatchObject({ id, createdBy: CREATOR.actor, updatedBy: OTHER.actor });
  });

  it.each([CREATOR, OPERATOR])("can be deleted and restored by $actor", async (who) => {
    const { id } = await createDraft(ACCOUNT, "us-east-1", CREATOR);
    const draft = await saveDraft(id, { tags: [{ key: "team", value: "ops" }] }, OTHER);
    await deleteDraft(id, who);
    await expect(readDraft(id)).rejects.toMatchObject(GONE);
    await expect(saveDraft(id, { privateDns: false }, who)).rejects.toMatchObject(GONE);
    await deleteDraft(id, who);
    expect((await listDrafts(ACCOUNT)).map((each) => each.id)).not.toContain(id);
    await restoreDraft(id, who);
    await restoreDraft(id, who);
    expect(await readDraft(id)).toEqual(draft);
  });

  it("is neither deleted nor restored by another person who may only plan", async () => {
    const { id } = await createDraft(ACCOUNT, "us-east-1", CREATOR);
    const refusal = {
      failure: { code: "not-permitted", sentence: expect.stringContaining("created by creator@example.com") },
    };
    await expect(deleteDraft(id, OTHER)).rejects.toMatchObject(refusal);
    expect(await readDraft(id)).toMatchObject({ id });
    await deleteDraft(id, CREATOR);
    await expect(restoreDraft(id, OTHER)).rejects.toMatchObject(refusal);
    await expect(readDraft(id)).rejects.toMatchObject(GONE);
  });

  it("without a known creator is deleted by a person who may apply", async () => {
    const { id } = await createDraft(ACCOUNT, "us-east-1", CREATOR);
    await database().query("UPDATE postern.drafts SET created_by = NULL, updated_by = NULL WHERE id = $1", [id]);
    await expect(deleteDraft(id, CREATOR)).rejects.toMatchObject({ failure: { code: "not-permitted" } });
    await deleteDraft(id, OPERATOR);
    await expect(readDraft(id)).rejects.toMatchObject(GONE);
  });

  it("refuses the save after the millionth, and keeps its content", async () => {
    const { id } = await createDraft(ACCOUNT, "us-east-1", CREATOR);
    await database().query("UPDATE postern.drafts SET revision = $2 WHERE id = $1", [id, MOST_REVISIONS - 1]);
    expect(await saveDraft(id, { privateDns: false }, CREATOR)).toMatchObject({ revision: 1_000_000 });
    await expect(saveDraft(id, { privateDns: true }, CREATOR)).rejects.toMatchObject({
      failure: { code: "too-many-saves", sentence: expect.stringContaining("1,000,000 times") },
    });
    expect(await readDraft(id)).toMatchObject({ revision: MOST_REVISIONS, data: { privateDns: false } });
  });

  it("is read though it was written before a field existed", async () => {
    const { id } = await createDraft(ACCOUNT, "us-east-1", CREATOR);
    await database().query("UPDATE postern.drafts SET data = data - 'acceptedRisks' WHERE id = $1", [id]);
    expect((await readDraft(id)).data.acceptedRisks).toEqual([]);
  });

  it("is removed after a day when it was never edited", async () => {
    const { id } = await createDraft(ACCOUNT, "us-east-1", CREATOR);
    await database().query("UPDATE postern.drafts SET updated_at = now() - interval '2 days' WHERE id = $1", [id]);
    await createDraft(ACCOUNT, "us-east-1", CREATOR);
    await expect(readDraft(id)).rejects.toMatchObject({ failure: { code: "not-found" } });
  });

  it("is removed a day after it was deleted", async () => {
    const { id } = await createDraft(ACCOUNT, "us-east-1", CREATOR);
    await saveDraft(id, { privateDns: false }, CREATOR);
    await deleteDraft(id, CREATOR);
    await createDraft(ACCOUNT, "us-east-1", CREATOR);
    expect((await database().query("SELECT FROM postern.drafts WHERE id = $1", [id])).rowCount).toBe(1);
    await database().query("UPDATE postern.drafts SET deleted_at = now() - interval '2 days' WHERE id = $1", [id]);
    await createDraft(ACCOUNT, "us-east-1", CREATOR);
    expect((await database().query("SELECT FROM postern.drafts WHERE id = $1", [id])).rowCount).toBe(0);
    await expect(restoreDraft(id, CREATOR)).rejects.toMatchObject(GONE);
  });
});
