/** Codes of PostgreSQL (manual, appendix A) and of Node's sockets that pass when the database is back, or has room again. */
const AWAY =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|EPIPE|08\w{3}|53\w{3}|57P0\d|58030)$/;

/** pg's own errors carry no code. */
const AWAY_WORDS =
  /^(Connection terminated|timeout expired|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error)/;

/** Of these PostgreSQL says that its disk is full, or that it has no memory left. */
const FULL = /^(53100|53200|58030)$/;

/** With this code a process ends that has lost the database, and is well otherwise: EX_TEMPFAIL of sysexits(3). */
export const DATABASE_AWAY_CODE = 75;

type Unavailability = "gone" | "full";

/** Whether an error says that the database is away for now, and how; null: it says something else. */
export function unavailabilityIn(error: unknown): Unavailability | null {
  if (typeof error !== "object" || error === null) return null;
  const { code, message, errors } = error as { code?: unknown; message?: unknown; errors?: unknown };
  if (typeof code === "string" && AWAY.test(code)) return FULL.test(code) ? "full" : "gone";
  if (typeof message === "string" && AWAY_WORDS.test(message)) return "gone";
  // Where a name has several addresses, each has its error.
  return Array.isArray(errors) ? unavailabilityIn(errors[0]) : null;
}
