import pino, { type Logger } from "pino";
import { escapedJsonText } from "#lib/core/text/untrusted";
import { loggedError } from "./logged-error";
import { redacted } from "./redact";

/**
 * A process's log, as JSON lines on standard error. Secrets are removed from each line, whatever their source; what a
 * terminal would obey is written out; of an error, under `err`, there is what `loggedError` leaves.
 * `sync`: a line is out when the call returns, also when the process ends right after.
 */
export function logger({
  process: name,
  level,
  sync = false,
}: {
  process: string;
  level: string;
  sync?: boolean;
}): Logger {
  const hooks = { streamWrite: (line: string) => escapedJsonText(redacted(line)) };
  return pino(
    {
      level: process.env.POSTERN_LOG_LEVEL || level,
      base: { process: name },
      hooks,
      serializers: { err: (error: unknown) => loggedError(error) },
    },
    pino.destination({ dest: 2, sync }),
  );
}
