import { z } from "zod";

z.config({ jitless: true });

const milliseconds = (byDefault: number) => z.coerce.number().int().min(0).default(byDefault);

const schema = z.object({
  /** First pause between two reads of something that changes; later ones are longer. */
  POSTERN_POLL_MS: milliseconds(2_000),
  /** How long an endpoint may take to become available, or to go away. */
  POSTERN_SETTLE_MS: milliseconds(15 * 60_000),
  /** How long EC2 may not know yet what it has just created. */
  POSTERN_CONSISTENCY_MS: milliseconds(60_000),
  /** First bound of the random pause after EC2 throttled a call or gave no response. */
  POSTERN_BACKOFF_MS: milliseconds(500),
  /** How long calls are tried again while EC2 throttles them or gives no response. */
  POSTERN_RETRY_MS: milliseconds(5 * 60_000),
  /** How long the deletion of a group is tried while something still uses it. */
  POSTERN_DEPENDENCY_MS: milliseconds(10 * 60_000),
  /** How long resolvers may keep a name after private DNS is switched off. */
  POSTERN_NAME_EXPIRY_MS: milliseconds(60_000),
  /** How long a run waits for somebody to log in again. */
  POSTERN_LOGIN_MS: milliseconds(12 * 60 * 60_000),
});

/** All in milliseconds. */
export type RunSettings = {
  pollMs: number;
  settleMs: number;
  consistencyMs: number;
  backoffMs: number;
  retryMs: number;
  dependencyMs: number;
  nameExpiryMs: number;
  loginMs: number;
};

/** How long runs wait and retry, from the environment. Throws when a value is not a whole number of milliseconds. */
export function runSettings(env: Readonly<Record<string, string | undefined>> = process.env): RunSettings {
  const read = schema.parse(Object.fromEntries(Object.entries(env).filter(([, value]) => value)));
  return {
    pollMs: read.POSTERN_POLL_MS,
    settleMs: read.POSTERN_SETTLE_MS,
    consistencyMs: read.POSTERN_CONSISTENCY_MS,
    backoffMs: read.POSTERN_BACKOFF_MS,
    retryMs: read.POSTERN_RETRY_MS,
    dependencyMs: read.POSTERN_DEPENDENCY_MS,
    nameExpiryMs: read.POSTERN_NAME_EXPIRY_MS,
    loginMs: read.POSTERN_LOGIN_MS,
  };
}
