import { setTimeout as sleep } from "node:timers/promises";
import { isAwsError } from "#lib/aws/gateway";
import type { RunContext } from "./context";
import { LOGINS } from "./login";
import { retryPolicy } from "./retry-policy";

/**
 * Reads from AWS and waits out transient errors; an expired login only where that is reported. Throws the error when it lasts too
 * long, or the run is to stop.
 */
export async function readWithRetries<T>(
  { settings, onWait }: Pick<RunContext, "settings" | "onWait">,
  read: () => Promise<T>,
): Promise<T> {
  const policy = retryPolicy(settings, onWait ? LOGINS : []);
  for (let waited = false; ; waited = true) {
    try {
      const result = await read();
      if (waited) await onWait?.(null);
      return result;
    } catch (error) {
      const wait = isAwsError(error) ? policy(error) : null;
      if (!wait || (await onWait?.(wait.report)) === "stop") throw error;
      await sleep(wait.pauseMs);
    }
  }
}
