/** The engine's tables as tests need them: changed manually, or made to fail. */
import pg from "pg";

/** Tables that a workflow writes while it runs. */
export const tables = { streams: "dbos.streams", results: "dbos.operation_outputs" } as const;

export type StoredWorkflows = {
  ids(): Promise<string[]>;
  /** Id of the executor that a workflow is with. */
  executorOf(id: string): Promise<string>;
  /** Removes every trace of a workflow, as in a database that has never known it. */
  forget(id: string): Promise<void>;
  /** Counts a workflow as one of another version of the worker. */
  setVersion(id: string, version: string): Promise<void>;
  cancel(id: string): Promise<void>;
  /** Copies a workflow's row n times, cancelled, as `run-…1` to `run-…n`, seven of each moment. */
  copy(id: string, count: number): Promise<void>;
  /** Puts rows into tables as an earlier version has stored them, by table. */
  insert(rows: Readonly<Record<string, readonly object[]>>): Promise<void>;
  addEntry(id: string, stream: string, value: string): Promise<void>;
  addResult(id: string, step: string, value: string): Promise<void>;
  close(): Promise<void>;
};

export async function storedWorkflows(databaseUrl: string): Promise<StoredWorkflows> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const change = async (sql: string, ...values: unknown[]) => {
    await client.query(sql, values);
  };
  return {
    async ids() {
      const { rows } = await client.query("SELECT workflow_uuid AS id FROM dbos.workflow_status ORDER BY created_at");
      return rows.map(({ id }) => id);
    },
    async executorOf(id) {
      const { rows } = await client.query("SELECT executor_id FROM dbos.workflow_status WHERE workflow_uuid = $1", [
        id,
      ]);
      return String(rows[0]?.executor_id);
    },
    async forget(id) {
      const { rows } = await client.query<{ name: string }>(
        `SELECT table_name AS name FROM information_schema.columns
         WHERE table_schema = 'dbos' AND column_name = 'workflow_uuid'`,
      );
      for (const { name } of rows) await change(`DELETE FROM dbos.${name} WHERE workflow_uuid = $1`, id);
    },
    setVersion: (id, version) =>
      change("UPDATE dbos.workflow_status SET application_version = $2 WHERE workflow_uuid = $1", id, version),
    cancel: (id) => change("UPDATE dbos.workflow_status SET status = 'CANCELLED' WHERE workflow_uuid = $1", id),
    copy: (id, count) =>
      change(
        `INSERT INTO dbos.workflow_status (workflow_uuid, status, name, attributes, application_name, created_at)
         SELECT 'run-' || lpad(to_hex(n), 17, '0'), 'CANCELLED', name, attributes, application_name, 1000 + n / 7
         FROM dbos.workflow_status, generate_series(1, $2::int) AS n WHERE workflow_uuid = $1`,
        id,
        count,
      ),
    async insert(tables) {
      for (const [table, rows] of Object.entries(tables)) {
        for (const row of rows) {
          await change(`INSERT INTO dbos.${table} SELECT * FROM jsonb_populate_record(null::dbos.${table}, $1)`, row);
        }
      }
    },
    addEntry: (id, stream, value) =>
      change(
        'INSERT INTO dbos.streams (workflow_uuid, key, value, "offset") VALUES ($1, $2, $3, 0)',
        id,
        stream,
        value,
      ),
    addResult: (id, step, value) =>
      change(
        "INSERT INTO dbos.operation_outputs (workflow_uuid, function_id, function_name, output) VALUES ($1, 0, $2, $3)",
        id,
        step,
        value,
      ),
    close: () => client.end(),
  };
}
