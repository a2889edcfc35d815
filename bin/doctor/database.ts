/** Where drafts and runs are stored. */
import { join } from "node:path";
import pg from "pg";
import { redacted } from "#lib/log/redact";
import { packageFolder } from "../postgres/binaries";
import { storedCluster } from "../postgres/cluster";
import { fileProblem } from "../setup/file-problem.mjs";
import { Problem } from "../setup/run.mjs";
import { type Finding, failure, failureSaying, ok } from "./finding";

const CHECK = "database";
const PATIENCE_MS = 5_000;

export function databaseFinding(dataDir: string, url: string | undefined): Promise<Finding> | Finding {
  return url ? serverFinding(url) : embeddedFinding(join(dataDir, "postgres"));
}

async function serverFinding(url: string): Promise<Finding> {
  try {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: PATIENCE_MS,
      query_timeout: PATIENCE_MS,
    });
    client.on("error", () => {});
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>("SHOW server_version");
    await client.end();
    return ok(CHECK, `The PostgreSQL ${rows[0]?.server_version} that DATABASE_URL names responds.`);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    const why = redacted(message || code || "");
    return failure(
      CHECK,
      `The PostgreSQL that DATABASE_URL names cannot be used: ${why}.`,
      "Start it, or correct DATABASE_URL.",
    );
  }
}

function embeddedFinding(home: string): Finding {
  try {
    packageFolder();
    return storedCluster(home)
      ? ok(CHECK, `The embedded PostgreSQL's files in ${home} are complete.`)
      : ok(CHECK, "The embedded PostgreSQL, whose files the first start makes.");
  } catch (error) {
    const sentence = error instanceof Problem ? error.message : fileProblem(error);
    if (sentence === null) throw error;
    return failureSaying(CHECK, sentence);
  }
}
