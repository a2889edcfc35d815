import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emptyDraft } from "#lib/core/intent/draft";
import { database } from "#lib/database/pool";
import { migrate } from "#lib/run/engine/migrate";
import { type TestDatabase, testDatabase } from "../../bin/testing/database";
import { createDraft, deleteDraft, listDrafts, readDraft, restoreDraft, saveDraft } from "./drafts";

const ACCOUNT = "111122223333";
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
    const { id } = await createDraft(ACCOUNT, "eu-west-1", { vpcId: "vpc-0123456789abcdef0" });
    expect(await readDraft(id)).toMatchObject({
      accountId: ACCOUNT,
      revision: 1,
      title: "Private access in vpc-0123456789abcdef0",
      data: { ...emptyDraft("eu-west-1"), vpcId: "vpc-0123456789abcdef0" },
    });
  });

  it("takes the fields of a patch and leaves the others alone", async () => {
    const { id } = await createDraft(ACCOUNT, "us-east-1");
    await saveDraft(id, { workload: "fargate" });
    const saved = await saveDraft(id, { privateDns: false });
    expect(saved).toMatchObject({
      revision: 3,
      title: "ECS on Fargate",
      data: { workload: "fargate", privateDns: false },
    });
  });

  it("loses nothing when two tabs save at the same time", async () => {
    const { id } = await createDraft(ACCOUNT, "us-east-1");
    await Promise.all([
      saveDraft(id, { privateDns: false }),
      saveDraft(id, { cutover: "direct" }),
      saveDraft(id, { services: ["sqs"] }),
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
    const [first, second] = [await createDraft(account, "us-east-1"), await createDraft(account, "us-east-1")];
    expect(await listDrafts(account)).toEqual([]);
    await saveDraft(first.id, { workload: "api" });
    await saveDraft(second.id, { workload: "ec2" });
    expect((await listDrafts(account)).map(({ id }) => id)).toEqual([second.id, first.id]);
    expect((await listDrafts(ACCOUNT)).map(({ id }) => id)).not.toContain(first.id);
  });

  it("can be deleted, and put back as it was", async () => {
    const { id } = await createDraft(ACCOUNT, "us-east-1");
    const draft = await saveDraft(id, { tags: [{ key: "team", value: "ops" }] });
    await deleteDraft(id);
    await expect(readDraft(id)).rejects.toMatchObject({ failure: { code: "not-found" } });
    await restoreDraft(draft);
    expect(await readDraft(id)).toMatchObject({ data: draft.data, revision: draft.revision, title: draft.title });
  });

  it("is read though it was written before a field existed", async () => {
    const { id } = await createDraft(ACCOUNT, "us-east-1");
    await database().query("UPDATE postern.drafts SET data = data - 'acceptedRisks' WHERE id = $1", [id]);
    expect((await readDraft(id)).data.acceptedRisks).toEqual([]);
  });

  it("goes after a day when it was never answered", async () => {
    const { id } = await createDraft(ACCOUNT, "us-east-1");
    await database().query("UPDATE postern.drafts SET updated_at = now() - interval '2 days' WHERE id = $1", [id]);
    await createDraft(ACCOUNT, "us-east-1");
    await expect(readDraft(id)).rejects.toMatchObject({ failure: { code: "not-found" } });
  });
});
