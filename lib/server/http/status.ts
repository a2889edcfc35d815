import type { Failure } from "#lib/core/format/failure";

const STATUS: Readonly<Record<string, number>> = {
  invalid: 400,
  "not-signed-in": 401,
  "refused-request": 403,
  "not-permitted": 403,
  "not-found": 404,
  "too-many-reads": 429,
  database: 503,
};

/** The HTTP status that goes with a failure; of those that AWS causes, 502. */
export const statusOf = ({ code }: Failure): number => STATUS[code] ?? 502;
