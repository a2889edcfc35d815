/**
 * Sessions that were ended before their time, by signing out. They are recorded in the database, so that a copy of their cookie
 * works in none of the web processes that share it.
 */

import { database, newPool } from "#lib/database/pool";
import { perProcess } from "#lib/process/per-process";
import { log } from "#lib/server/log";
import { settings } from "#lib/server/settings";

type Session = {
  id: string;
  actor: string;
  /** In seconds since 1970. */
  issuedAt: number;
};

/** `unknown`: the database does not respond, and the caller has to refuse. */
export type Standing = "valid" | "ended" | "unknown";

/**
 * In milliseconds. An ended session has to stop working within 5 seconds in every web process, so "valid" is never said longer
 * than STALE after the query began that found it so. FRESH: how soon the database is asked again. While it does not respond, what
 * it said last holds until it is STALE, so that a restart of the database goes unnoticed.
 */
const STALE = 4_000;
const FRESH = 1_000;
const TIMEOUT = 3_000;

type Check = { standing: Promise<Standing>; until: number; validAt: number };

const checks = perProcess("checks of sessions", () => new Map<string, Check>());

/** Whether a session that has not expired still holds. Requests that come at the same time wait for one query. */
export function standingOf(session: Session): Promise<Standing> {
  const last = checks.get(session.id);
  if (last && performance.now() < last.until) return last.standing;
  const check: Check = { standing: Promise.resolve("unknown"), until: Infinity, validAt: last?.validAt ?? -Infinity };
  checks.set(session.id, check);
  check.standing = ask(session, check).then((standing) => {
    const again = performance.now() + FRESH;
    check.until = standing === "valid" ? Math.min(again, check.validAt + STALE) : again;
    setTimeout(() => checks.get(session.id) === check && checks.delete(session.id), STALE).unref();
    return standing;
  });
  return check.standing;
}

async function ask({ id, actor, issuedAt }: Session, check: Check): Promise<Standing> {
  const begun = performance.now();
  try {
    const { rows } = await connections().query<{ ended: boolean }>(
      `SELECT EXISTS (SELECT FROM postern.ended_sessions WHERE id = $1)
         OR EXISTS (SELECT FROM postern.ended_actors WHERE actor = $2 AND issued_until >= to_timestamp($3)) AS ended`,
      [id, actor, issuedAt],
    );
    if (rows[0]?.ended !== false) return "ended";
    check.validAt = begun;
  } catch (error) {
    log.warn(`whether sessions have ended cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  return performance.now() < check.validAt + STALE ? "valid" : "unknown";
}

/** Apart from the others, whose queries may take long. */
const connections = () =>
  perProcess("connections for checks of sessions", () =>
    newPool({ max: 2, connectionTimeoutMillis: TIMEOUT, query_timeout: TIMEOUT }),
  );

/** Ends one session. Throws when it cannot be recorded; the session then continues. */
export async function endSession({ id, issuedAt }: Session): Promise<void> {
  await database().query(
    "INSERT INTO postern.ended_sessions (id, expires_at) VALUES ($1, to_timestamp($2)) ON CONFLICT DO NOTHING",
    [id, issuedAt + settings().session.absoluteSeconds],
  );
  await afterEnd();
}

/** Ends every session that its actor has started until now, in whatever browser. Throws as `endSession` does. */
export async function endSessionsOfActor({ actor, issuedAt }: Session): Promise<void> {
  // Where the clocks of two web processes differ, this session may have started in the future.
  const until = Math.max(Date.now() / 1000, issuedAt);
  await database().query(
    `INSERT INTO postern.ended_actors AS known (actor, issued_until, expires_at)
     VALUES ($1, to_timestamp($2), to_timestamp($3))
     ON CONFLICT (actor) DO UPDATE SET issued_until = greatest(known.issued_until, excluded.issued_until),
       expires_at = greatest(known.expires_at, excluded.expires_at)`,
    [actor, until, until + settings().session.absoluteSeconds],
  );
  await afterEnd();
}

/** What has expired is refused for that; the hour is for clocks that differ. */
async function afterEnd(): Promise<void> {
  checks.clear();
  for (const table of ["ended_sessions", "ended_actors"]) {
    await database().query(`DELETE FROM postern.${table} WHERE expires_at < now() - interval '1 hour'`);
  }
}
