/**
 * A worker process that reports every boundary to its parent before it crosses it, and continues only when the parent allows it, so
 * that it can be killed exactly there. What runs in it is the product's own worker.
 */
import pino from "pino";
import type { WriteGateway } from "#lib/aws/gateway";
import type { Target } from "#lib/core/run/target";
import { watchWrites } from "#lib/run/engine/testing/watch-writes";
import { remoteGateway } from "#lib/run/testing/remote-account";
import { launchWorker } from "#lib/run/worker";
import { type Boundary, callName, type FromWorker, type ToWorker } from "./boundary";

const waiting = new Map<number, () => void>();
let count = 0;

function cross(boundary: Boundary): Promise<void> {
  count += 1;
  const number = count;
  return new Promise((resolve) => {
    waiting.set(number, resolve);
    process.send?.({ number, boundary } satisfies FromWorker);
  });
}

process.on("message", ({ number }: ToWorker) => {
  waiting.get(number)?.();
  waiting.delete(number);
});
process.once("disconnect", () => process.exit(0));

type Opened = { gateway: WriteGateway };

/** The account with a boundary before each call and read, and one after each call. */
function watched(opened: Promise<Opened>, account: string): WriteGateway {
  return new Proxy({} as WriteGateway, {
    get(_, method: keyof WriteGateway) {
      return async (...values: unknown[]) => {
        const { gateway } = await opened;
        const ask = gateway[method] as (...values: unknown[]) => Promise<unknown>;
        if (method === "rateLimitWait") return ask(...values);
        const [operation, input] = values as [string, Record<string, unknown>];
        const name = method === "call" ? callName(operation, input) : method;
        await cross({ account, point: method === "call" ? "call" : "read", name });
        const result = await ask(...values);
        if (method === "call") await cross({ account, point: "returned", name });
        return result;
      };
    },
  });
}

/** Loads the SDK only where it is needed: most workers die before that. */
async function overSdk(target: Target): Promise<Opened> {
  const { writeGateway } = await import("#lib/aws/ec2-writer");
  return { gateway: writeGateway(target) };
}

// Boundaries in the database: before each such row is written, and after a step's result is committed.
watchWrites({
  before({ workflow, kind, name, value }) {
    if (kind === "result") return cross({ runId: workflow, point: "record", name });
    const { state } = value as { state: string };
    return cross({ runId: workflow, point: "journal", name: `${name} ${state}` });
  },
  committed: ({ workflow, name }) => cross({ runId: workflow, point: "recorded", name }),
});
const worker = await launchWorker({
  databaseUrl: process.env.DATABASE_URL ?? "",
  log: pino({ level: process.env.POSTERN_LOG_LEVEL || "silent" }),
  gatewayFor: (target) => {
    const { endpointUrl, sandbox } = target;
    return watched(
      sandbox ? overSdk(target) : Promise.resolve({ gateway: remoteGateway(endpointUrl) }),
      endpointUrl ?? "",
    );
  },
});
void worker.lost.then(() => process.exit(1));
process.send?.({ ready: true } satisfies FromWorker);
