/** Waiting for endpoints: the SDK has no waiter for them. */
import type { VpcEndpoint, VpcEndpointId } from "#lib/core/network/snapshot";
import type { RunError } from "#lib/core/run/run";
import type { OnWait, RunContext } from "../context";
import { readWithRetries } from "../read-with-retries";
import type { Pause } from "../step-definition";

/** null: EC2 does not know it (yet, or any more). */
export async function readEndpoint(
  id: VpcEndpointId,
  context: Pick<RunContext, "gateway" | "settings"> & { onWait?: OnWait },
): Promise<VpcEndpoint | null> {
  const [found] = await readWithRetries(context, () => context.gateway.endpoints([id]));
  return found ?? null;
}

export function isGone(endpoint: VpcEndpoint | null): boolean {
  return endpoint === null || endpoint.state === "deleted";
}

const TERMINAL: Readonly<Record<string, string>> = {
  failed: "AWS could not create the endpoint.",
  rejected: "The owner of the service rejected the endpoint.",
  expired: "The owner of the service did not accept the endpoint in time.",
  deleting: "Somebody is deleting the endpoint.",
  deleted: "Somebody deleted the endpoint.",
};

function settleError(code: string, id: string, sentence: string): RunError {
  return {
    code,
    message: `${id}: ${sentence}`,
    sentence,
    nextStep: `Look at ${id} in the VPC console, then roll back or plan again.`,
  };
}

type Wanted = { privateDns?: boolean; state: "available" | "gone" };

/**
 * Reads the endpoint again and again, each pause longer than the one before, until it is as wanted. Just after a create EC2 may
 * not know it yet.
 */
export async function endpointSettled(
  id: VpcEndpointId,
  wanted: Wanted,
  context: Pick<RunContext, "gateway" | "settings">,
  pause: Pause,
): Promise<RunError | "stopped" | null> {
  const { pollMs, settleMs, consistencyMs } = context.settings;
  const start = Date.now();
  for (let pauseMs = pollMs; ; pauseMs = Math.min(pauseMs * 1.5, 5 * pollMs)) {
    const endpoint = await readEndpoint(id, {
      ...context,
      onWait: (report) => pause(0, report?.note ?? null, report?.login),
    });
    const elapsed = Date.now() - start;
    if (wanted.state === "gone") {
      if (isGone(endpoint)) return null;
    } else if (endpoint) {
      const dnsAsWanted = wanted.privateDns === undefined || endpoint.privateDnsEnabled === wanted.privateDns;
      if (endpoint.state === "available" && dnsAsWanted) return null;
      const sentence = TERMINAL[endpoint.state];
      if (sentence) return settleError(`Endpoint.${endpoint.state}`, id, sentence);
    } else if (elapsed > consistencyMs) {
      return settleError("Endpoint.unknown", id, "EC2 does not know the endpoint.");
    }
    if (elapsed > settleMs) {
      const minutes = Math.round(settleMs / 60_000);
      const state = endpoint?.state ?? "unknown";
      return settleError(
        "Endpoint.timeout",
        id,
        `After ${minutes} minutes the endpoint is still ${state} instead of ${wanted.state}.`,
      );
    }
    const note = endpoint?.state === "pendingacceptance" ? "Waiting for the service's owner to accept it." : null;
    if ((await pause(pauseMs, note)) === "stop") return "stopped";
  }
}
