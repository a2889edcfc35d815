import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emptyDraft } from "#lib/core/intent/draft";
import { database } from "#lib/database/pool";
import { migrate } from "#lib/run/engine/migrate";
import { type TestDatabase, testDatabase } from "../../../bin/testing/database";
import { createDraft, deleteDraft, listDrafts, MOST_REVISIONS, readDraft, restoreDraft, saveDraft } from "./drafts";

const ACCOUNT = "111122223333";
const ANNA = { actor: "anna@example.com", permissions: ["read", "plan"] } as const;
const BELA = { actor: "bela@example.com", permissions: ["read", "plan"] } as const;
const CHIEF = { actor: "chief@example.com", permissions: ["read", "plan", "apply"] } as const;
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

describe("a draft in the database", () => {
  it("starts empty, in a Region, with what is known already", async () => {
    const { id } = await createDraft(ACCOUNT, "eu-west-1", ANNA, { vpcId: "vpc-0123456789abcdef0" });
    expect(await readDraft(id)).toMatchObject({
      accountId: ACCOUNT,
      revision: 1,
      title: "Private access in vpc-0123456789abcdef0",
      data: { ...emptyDraft("eu-west-1"), vpcId: "vpc-0123456789abcdef0" },
    });
  });

  it("takes the fields of a patch and leaves the others alone", async () => {
    const { id } = await createDraft(ACCOUNT, "us-east-1", ANNA);
    await saveDraft(id, { workload: "fargate" }, ANNA);
    const saved = await saveDraft(id, { privateDns: false }, ANNA);
    expect(saved).toMatchObject({
      revision: 3,
      title: "ECS on Fargate",
      data: { workload: "fargate", privateDns: false },
    });
  });

  it("loses nothing when two tabs save at the same time", async () => {
    const { id } = await createDraft(ACCOUNT, "us-east-1", ANNA);
    await Promise.all([
      saveDraft(id, { privateDns: false }, ANNA),
      saveDraft(id, { cutover: "direct" }, ANNA),
      saveDraft(id, { services: ["sqs"] }, ANNA),
    ]);
    const { data, revision } = await readDraft(id);
    expect({ ...data, revision }).toMatchObject({
      privateDns: false,
      cutover: "direct",
      services: ["sqs"],
      revision: 4,
    });
  });

  it("is listed once it has an answer, the latest first, for its account only", async () => {
    const account = "999988887777";
    const [first, second] = [
      await createDraft(account, "us-east-1", ANNA),
      await createDraft(account, "us-east-1", ANNA),
    ];
    expect(await listDrafts(account)).toEqual([]);
    await saveDraft(first.id, { workload: "api" }, ANNA);
    await saveDraft(second.id, { workload: "ec2" }, ANNA);
    expect((await listDrafts(account)).map(({ id }) => id)).toEqual([second.id, first.id]);
    expect((await listDrafts(ACCOUNT)).map(({ id }) => id)).not.toContain(first.id);
  });

  it("shows who created it and who changed it last", async () => {
    const { id } = await createDraft(ACCOUNT, "us-east-1", ANNA);
    expect(await readDraft(id)).toMatchObject({ createdBy: ANNA.actor, updatedBy: ANNA.actor });
    await saveDraft(id, { privateDns: false }, BELA);
    expect(await readDraft(id)).toMatchObject({ createdBy: ANNA.actor, updatedBy: BELA.actor });
    expect((await listDrafts(ACCOUNT))[0]).toMatchObject({ id, createdBy: ANNA.actor, updatedBy: BELA.actor });
  });

  it.each([ANNA, CHIEF])("can be deleted and restored by $actor", async (who) => {
    const { id } = await createDraft(ACCOUNT, "us-east-1", ANNA);
    const draft = await saveDraft(id, { tags: [{ key: "team", value: "ops" }] }, BELA);
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
    const { id } = await createDraft(ACCOUNT, "us-east-1", ANNA);
    const refusal = {
      failure: { code: "not-permitted", sentence: expect.stringContaining("created by anna@example.com") },
    };
    await expect(deleteDraft(id, BELA)).rejects.toMatchObject(refusal);
    expect(await readDraft(id)).toMatchObject({ id });
    await deleteDraft(id, ANNA);
    await expect(restoreDraft(id, BELA)).rejects.toMatchObject(refusal);
    await expect(readDraft(id)).rejects.toMatchObject(GONE);
  });

  it("without a known creator is deleted by a person who may apply", async () => {
    const { id } = await createDraft(ACCOUNT, "us-east-1", ANNA);
    await database().query("UPDATE postern.drafts SET created_by = NULL, updated_by = NULL WHERE id = $1", [id]);
    await expect(deleteDraft(id, ANNA)).rejects.toMatchObject({ failure: { code: "not-permitted" } });
    await deleteDraft(id, CHIEF);
    await expect(readDraft(id)).rejects.toMatchObject(GONE);
  });

  it("refuses the save after the millionth, and keeps its content", async () => {
    const { id } = await createDraft(ACCOUNT, "us-east-1", ANNA);
    await database().query("UPDATE postern.drafts SET revision = $2 WHERE id = $1", [id, MOST_REVISIONS - 1]);
    expect(await saveDraft(id, { privateDns: false }, ANNA)).toMatchObject({ revision: 1_000_000 });
    await expect(saveDraft(id, { privateDns: true }, ANNA)).rejects.toMatchObject({
      failure: { code: "too-many-saves", sentence: expect.stringContaining("1,000,000 times") },
    });
    expect(await readDraft(id)).toMatchObject({ revision: MOST_REVISIONS, data: { privateDns: false } });
  });

  it("is read though it was written before a field existed", async () => {
    const { id } = await createDraft(ACCOUNT, "us-east-1", ANNA);
    await database().query("UPDATE postern.drafts SET data = data - 'acceptedRisks' WHERE id = $1", [id]);
    expect((await readDraft(id)).data.acceptedRisks).toEqual([]);
  });

  it("goes after a day when it was never answered", async () => {
    const { id } = await createDraft(ACCOUNT, "us-east-1", ANNA);
    await database().query("UPDATE postern.drafts SET updated_at = now() - interval '2 days' WHERE id = $1", [id]);
    await createDraft(ACCOUNT, "us-east-1", ANNA);
    await expect(readDraft(id)).rejects.toMatchObject({ failure: { code: "not-found" } });
  });

  it("is removed a day after it was deleted", async () => {
    const { id } = await createDraft(ACCOUNT, "us-east-1", ANNA);
    await saveDraft(id, { privateDns: false }, ANNA);
    await deleteDraft(id, ANNA);
    await createDraft(ACCOUNT, "us-east-1", ANNA);
    expect((await database().query("SELECT FROM postern.drafts WHERE id = $1", [id])).rowCount).toBe(1);
    await database().query("UPDATE postern.drafts SET deleted_at = now() - interval '2 days' WHERE id = $1", [id]);
    await createDraft(ACCOUNT, "us-east-1", ANNA);
    expect((await database().query("SELECT FROM postern.drafts WHERE id = $1", [id])).rowCount).toBe(0);
    await expect(restoreDraft(id, ANNA)).rejects.toMatchObject(GONE);
  });
});
