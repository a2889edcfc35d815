/** A login that expires in the middle of a run: the run pauses, says so, and resumes automatically once somebody has logged in. */
import { setTimeout as sleep } from "node:timers/promises";
import { type AwsErrorKind, isAwsError, type ReadGateway } from "#lib/aws/gateway";
import type { Journal } from "./journal";
import type { Tolerated } from "./retry-policy";
import type { RunSettings } from "./settings";

export const LOGINS = ["login-expired", "no-credentials"] as const satisfies readonly Tolerated[];

const isLogin = (kind: AwsErrorKind): boolean => LOGINS.some((one) => one === kind);

/**
 * Waits, after an error of this kind, until AWS accepts the credentials again, or a stop is requested. Calls GetCallerIdentity
 * instead of sending a call again and again. Any other error, and the end of `loginMs`, is left to the next attempt.
 */
export async function untilLoggedIn(
  kind: AwsErrorKind,
  { gateway, journal, settings }: { gateway: ReadGateway; journal: Journal; settings: RunSettings },
): Promise<void> {
  if (!isLogin(kind)) return;
  for (const until = Date.now() + settings.loginMs; Date.now() < until; await sleep(2 * settings.pollMs)) {
    if (await journal.stopRequested()) return;
    try {
      await gateway.identity();
      return;
    } catch (error) {
      if (!(isAwsError(error) && isLogin(error.kind))) return;
    }
  }
}
