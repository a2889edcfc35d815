import { setTimeout as sleep } from "node:timers/promises";
import { unavailabilityIn } from "./database-away";

/** A database that is back is noticed within this time. */
const RETRY_MS = 500;

/** Does a task as soon as the database is reachable. `onAway`: called once when the task has to wait for it. */
export async function oncePossible<T>(task: () => Promise<T>, onAway: (error: unknown) => void = () => {}): Promise<T> {
  for (let notified = false; ; notified = true) {
    try {
      return await task();
    } catch (error) {
      if (!unavailabilityIn(error)) throw error;
      if (!notified) onAway(error);
    }
    await sleep(RETRY_MS);
  }
}
