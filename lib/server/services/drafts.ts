import { randomUUID } from "node:crypto";
import { type Failure, problem } from "#lib/core/format/failure";
import { workloads } from "#lib/core/intent/catalogue";
import { type Draft, type DraftPatch, draftSchema, emptyDraft } from "#lib/core/intent/draft";
import { mayDelete } from "#lib/core/intent/draft-rights";
import type { StoredDraft } from "#lib/core/intent/stored-draft";
import { database } from "#lib/database/pool";
import type { Session } from "#lib/server/auth/session";

/** A draft has no history: saves overwrite it, and are counted up to this number. */
export const MOST_REVISIONS = 1_000_000;

type Actor = Pick<Session, "actor" | "permissions">;

type Row = {
  id: string;
  account_id: string;
  region: string;
  title: string;
  data: unknown;
  revision: number;
  created_by: string | null;
  updated_by: string | null;
  updated_at: Date;
};

const COLUMNS = "id, account_id, region, title, data, revision, created_by, updated_by, updated_at";

/** Rows written by an earlier version lack newer fields: those start as in an empty draft. */
function fromRow(row: Row): StoredDraft {
  const stored = typeof row.data === "object" && row.data !== null ? row.data : {};
  const { id, revision, title, account_id: accountId, created_by: createdBy, updated_by: updatedBy } = row;
  const data = draftSchema.parse({ ...emptyDraft(row.region), ...stored });
  return { id, accountId, revision, title, createdBy, updatedBy, updatedAt: row.updated_at.toISOString(), data };
}

function titleOf({ workload, vpcId }: Pick<Draft, "workload" | "vpcId">): string {
  const what = workload ? workloads[workload].title : "Private access";
  return vpcId ? `${what} in ${vpcId}` : what;
}

/** A new draft. Removes those of the account that were opened and never edited, or deleted, more than a day ago. */
export async function createDraft(
  accountId: string,
  region: string,
  { actor }: Pick<Actor, "actor">,
  filled: DraftPatch = {},
): Promise<StoredDraft> {
  const data: Draft = { ...emptyDraft(region), ...filled };
  await database().query(
    `DELETE FROM postern.drafts WHERE account_id = $1
     AND (revision = 1 AND updated_at < now() - interval '1 day' OR deleted_at < now() - interval '1 day')`,
    [accountId],
  );
  const { rows } = await database().query<Row>(
    `INSERT INTO postern.drafts (id, account_id, region, title, data, created_by, updated_by)
     VALUES ($1, $2, $3, $4, $5, $6, $6) RETURNING ${COLUMNS}`,
    [randomUUID(), accountId, region, titleOf(data), JSON.stringify(data), actor],
  );
  return fromRow(only(rows));
}

/** Throws `not-found` when it was deleted. */
export async function readDraft(id: string): Promise<StoredDraft> {
  const { rows } = await database().query<Row>(
    `SELECT ${COLUMNS} FROM postern.drafts WHERE id = $1 AND deleted_at IS NULL`,
    [id],
  );
  return fromRow(only(rows));
}

/** Why a draft of one account does not open, nor apply, in another. */
export const otherAccount = (ofDraft: string, now: string): Failure => ({
  code: "other-account",
  sentence: `This setup is for account ${ofDraft}, and the profile that is chosen now leads to ${now}.`,
  nextStep: "Choose the profile of that account in the header, or start a new setup.",
  detail: null,
});

/** Drafts of an account edited at least once, the latest first. */
export async function listDrafts(accountId: string): Promise<StoredDraft[]> {
  const { rows } = await database().query<Row>(
    `SELECT ${COLUMNS} FROM postern.drafts WHERE account_id = $1 AND revision > 1 AND deleted_at IS NULL
     ORDER BY updated_at DESC LIMIT 50`,
    [accountId],
  );
  return rows.map(fromRow);
}

/**
 * Writes the patch's fields over the stored ones: of two writers of one field the last wins, other fields are left alone. Throws
 * `not-found`, and `too-many-saves` at `MOST_REVISIONS`.
 */
export async function saveDraft(id: string, patch: DraftPatch, { actor }: Pick<Actor, "actor">): Promise<StoredDraft> {
  const client = await database().connect();
  try {
    await client.query("BEGIN");
    const found = await client.query<Row>(
      `SELECT ${COLUMNS} FROM postern.drafts WHERE id = $1 AND deleted_at IS NULL FOR UPDATE`,
      [id],
    );
    const before = fromRow(only(found.rows));
    if (before.revision >= MOST_REVISIONS) throw tooManySaves();
    const data: Draft = { ...before.data, ...patch };
    const saved = await client.query<Row>(
      `UPDATE postern.drafts SET data = $2, region = $3, title = $4, updated_by = $5, revision = revision + 1,
       updated_at = now() WHERE id = $1 RETURNING ${COLUMNS}`,
      [id, JSON.stringify(data), data.region, titleOf(data), actor],
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

/** Deletes a draft; it can be restored for a day. Throws `not-found`, and `not-permitted` unless `mayDelete` allows it. */
export async function deleteDraft(id: string, by: Actor): Promise<void> {
  await setDeleted(id, by, "coalesce(deleted_at, now())");
}

/** Undoes a deletion. Throws as `deleteDraft` does. */
export async function restoreDraft(id: string, by: Actor): Promise<void> {
  await setDeleted(id, by, "NULL");
}

async function setDeleted(id: string, by: Actor, at: "coalesce(deleted_at, now())" | "NULL"): Promise<void> {
  const { rows } = await database().query<Row>(`SELECT ${COLUMNS} FROM postern.drafts WHERE id = $1`, [id]);
  const draft = fromRow(only(rows));
  if (!mayDelete(draft, by)) throw notTheirs(draft, by);
  await database().query(`UPDATE postern.drafts SET deleted_at = ${at} WHERE id = $1`, [id]);
}

const notTheirs = ({ createdBy }: StoredDraft, { actor }: Actor) =>
  problem(
    "not-permitted",
    `${createdBy === null ? "It is not known who created this draft" : `This draft was created by ${createdBy}`}. You are signed in as ${actor}, who may not delete it.`,
    "Ask its creator, or somebody who may apply, to delete it.",
  );

const tooManySaves = () =>
  problem(
    "too-many-saves",
    `This draft has been saved ${MOST_REVISIONS.toLocaleString("en")} times, and is not saved any more.`,
    "Start a new one from the home page. This one can still be applied.",
  );

function only(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row) return row;
  throw problem("not-found", "This draft does not exist any more.", "Start a new one from the home page.");
}
