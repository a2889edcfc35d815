import { setTimeout as sleep } from "node:timers/promises";
import { whenChanged } from "#lib/core/text/changed";
import type { RunContext } from "./context";
import type { Signal, StepDefinition } from "./step-definition";

/** A request to stop is seen within this time. */
const STOP_CHECK_MS = 1_000;

/** Waits until EC2's limit on how often an operation may be called allows the next call. `report`: called once when it has to wait. */
export async function waitForRateLimit(
  operation: StepDefinition["operation"],
  { gateway, journal }: Pick<RunContext, "gateway" | "journal">,
  report: (note: string) => Promise<void>,
): Promise<Signal> {
  const isNew = whenChanged("");
  for (;;) {
    const waitMs = await gateway.rateLimitWait(operation);
    if (waitMs === 0) return "continue";
    const note = `EC2 limits how often ${operation} may be called: waiting.`;
    if (isNew(note)) await report(note);
    await sleep(Math.min(waitMs, STOP_CHECK_MS));
    if (await journal.stopRequested()) return "stop";
  }
}
