import { setTimeout as sleep } from "node:timers/promises";
import type { RunContext } from "./context";
import type { Work } from "./step-definition";

/** A request to stop is heard within this time. */
const LISTEN_MS = 1_000;

/**
 * Waits until EC2's limit on how often an operation may be called lets the next call through. `tell` is told so when it takes
 * a while; "stop": somebody asked the run to stop.
 */
export async function turn(
  operation: Work["operation"],
  { gateway, journal }: Pick<RunContext, "gateway" | "journal">,
  tell: (note: string) => Promise<void>,
): Promise<"on" | "stop"> {
  for (let told = false; ; told = true) {
    const waitMs = await gateway.turn(operation);
    if (waitMs === 0) return "on";
    if (!told) await tell(`EC2 limits how often ${operation} may be called: waiting for its turn.`);
    await sleep(Math.min(waitMs, LISTEN_MS));
    if (await journal.stopRequested()) return "stop";
  }
}
