import { randomUUID } from "node:crypto";
import { problem } from "#lib/core/format/failure";
import { workloads } from "#lib/core/intent/catalogue";
import { type Draft, type DraftPatch, draftSchema, emptyDraft } from "#lib/core/intent/draft";
import type { StoredDraft } from "#lib/core/intent/stored-draft";
import { database } from "#lib/database/pool";

type Row = {
  id: string;
  account_id: string;
  region: string;
  title: string;
  data: unknown;
  revision: number;
  updated_at: Date;
};

const COLUMNS = "id, account_id, region, title, data, revision, updated_at";

/** Rows written by an earlier version lack newer fields: those start as in an empty draft. */
function fromRow(row: Row): StoredDraft {
  const stored = typeof row.data === "object" && row.data !== null ? row.data : {};
  const { id, revision, title } = row;
  const data = draftSchema.parse({ ...emptyDraft(row.region), ...stored });
  return { id, accountId: row.account_id, revision, title, updatedAt: row.updated_at.toISOString(), data };
}

function titleOf({ workload, vpcId }: Pick<Draft, "workload" | "vpcId">): string {
  const what = workload ? workloads[workload].title : "Private access";
  return vpcId ? `${what} in ${vpcId}` : what;
}

/** A new draft. Those of the account that were opened and never answered go after a day. */
export async function createDraft(accountId: string, region: string, filled: DraftPatch = {}): Promise<StoredDraft> {
  const data: Draft = { ...emptyDraft(region), ...filled };
  await database().query(
    "DELETE FROM postern.drafts WHERE account_id = $1 AND revision = 1 AND updated_at < now() - interval '1 day'",
    [accountId],
  );
  const { rows } = await database().query<Row>(
    `INSERT INTO postern.drafts (id, account_id, region, title, data) VALUES ($1, $2, $3, $4, $5) RETURNING ${COLUMNS}`,
    [randomUUID(), accountId, region, titleOf(data), JSON.stringify(data)],
  );
  return fromRow(only(rows));
}

/** Throws `not-found` when it was deleted. */
export async function readDraft(id: string): Promise<StoredDraft> {
  const { rows } = await database().query<Row>(`SELECT ${COLUMNS} FROM postern.drafts WHERE id = $1`, [id]);
  return fromRow(only(rows));
}

/** Drafts of an account with at least one answer, the latest first. */
export async function listDrafts(accountId: string): Promise<StoredDraft[]> {
  const { rows } = await database().query<Row>(
    `SELECT ${COLUMNS} FROM postern.drafts WHERE account_id = $1 AND revision > 1 ORDER BY updated_at DESC LIMIT 50`,
    [accountId],
  );
  return rows.map(fromRow);
}

/** Writes the patch's fields over the stored ones: of two writers of one field the last wins, other fields are left alone. */
export async function saveDraft(id: string, patch: DraftPatch): Promise<StoredDraft> {
  const client = await database().connect();
  try {
    await client.query("BEGIN");
    const found = await client.query<Row>(`SELECT ${COLUMNS} FROM postern.drafts WHERE id = $1 FOR UPDATE`, [id]);
    const data: Draft = { ...fromRow(only(found.rows)).data, ...patch };
    const saved = await client.query<Row>(
      `UPDATE postern.drafts SET data = $2, region = $3, title = $4, revision = revision + 1, updated_at = now()
       WHERE id = $1 RETURNING ${COLUMNS}`,
      [id, JSON.stringify(data), data.region, titleOf(data)],
    );
    await client.query("COMMIT");
    return fromRow(only(saved.rows));
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

export async function deleteDraft(id: string): Promise<void> {
  await database().query("DELETE FROM postern.drafts WHERE id = $1", [id]);
}

/** Puts a deleted draft back as it was. */
export async function restoreDraft({
  id,
  accountId,
  data,
  revision,
}: Pick<StoredDraft, "id" | "accountId" | "data" | "revision">): Promise<void> {
  await database().query(
    `INSERT INTO postern.drafts (id, account_id, region, title, data, revision) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (id) DO NOTHING`,
    [id, accountId, data.region, titleOf(data), JSON.stringify(data), revision],
  );
}

function only(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row) return row;
  throw problem("not-found", "This draft does not exist any more.", "Start a new one from the home page.");
}
