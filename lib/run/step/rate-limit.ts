import { setTimeout as sleep } from "node:timers/promises";
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
  for (let reported = false; ; reported = true) {
    const waitMs = await gateway.rateLimitWait(operation);
    if (waitMs === 0) return "continue";
    if (!reported) await report(`EC2 limits how often ${operation} may be called: waiting.`);
    await sleep(Math.min(waitMs, STOP_CHECK_MS));
    if (await journal.stopRequested()) return "stop";
  }
}
