/** Asks EC2, under the identity that would make a plan's calls, whether it may. */
import { z } from "zod";
import { honoursDryRun } from "#lib/aws/client/dry-run-honoured";
import { isAwsError, type WriteGateway } from "#lib/aws/gateway";
import type { Change } from "#lib/core/format/plan-format";
import { type DryRun, dryRuns, type PermissionResult } from "#lib/core/iam/permissions";
import type { Target } from "#lib/core/run/target";

z.config({ jitless: true });

const schema = z.object({
  /** auto: only where DryRun is known to be honoured. Emulators carry out what they are asked to check. */
  POSTERN_DRY_RUN: z.enum(["on", "off", "auto"]).default("auto"),
  /** How long all dry runs of a plan may take together, in milliseconds. */
  POSTERN_DRY_RUN_TIMEOUT_MS: z.coerce.number().int().min(0).default(5_000),
});

type Env = Readonly<Record<string, string | undefined>>;

/** Whether dry runs are sent, and for how long. Throws a sentence when a setting is wrong. */
export function dryRunSettings(env: Env): z.output<typeof schema> {
  const { success, data, error } = schema.safeParse(
    Object.fromEntries(Object.entries(env).filter(([, value]) => value)),
  );
  if (!success) throw new Error(`${error.issues[0]?.path.join()}: ${error.issues[0]?.message}`);
  return data;
}

/** Asks about each call of a plan that can be asked about (`dryRuns`). Throws a sentence when a setting is wrong. */
export async function checkPermissions(
  changes: readonly Change[],
  target: Target,
  gatewayFor: () => Pick<WriteGateway, "call">,
  env: Env = process.env,
): Promise<PermissionResult[]> {
  const data = dryRunSettings(env);
  const asked = dryRuns(changes);
  const reason = await reasonNotTo(data.POSTERN_DRY_RUN, target);
  if (reason !== null) return asked.map(({ change }) => ({ change, outcome: "not-checked", why: reason }));
  return dryRunsWithin(data.POSTERN_DRY_RUN_TIMEOUT_MS, asked, gatewayFor());
}

async function reasonNotTo(setting: "on" | "off" | "auto", { endpointUrl, sandbox }: Target): Promise<string | null> {
  if (setting === "off") return "POSTERN_DRY_RUN is off";
  if (setting === "on" || endpointUrl === null || sandbox || (await honoursDryRun(endpointUrl))) return null;
  return "the endpoint that is set may carry out what it is asked to check; POSTERN_DRY_RUN=on checks anyway";
}

/** The first call alone: where DryRun turns out not to be honoured, nothing more is sent. */
async function dryRunsWithin(
  milliseconds: number,
  asked: readonly DryRun[],
  gateway: Pick<WriteGateway, "call">,
): Promise<PermissionResult[]> {
  const results = new Map<string, PermissionResult>();
  let open = true;
  let unchecked = "EC2 gave no response in time";
  const ask = async (one: DryRun): Promise<boolean> => {
    if (!open) return false;
    const { result, honoured } = await dryRun(one, gateway);
    results.set(one.change, result);
    if (!honoured) unchecked = "dry runs are not honoured there";
    return honoured;
  };
  const [first, ...rest] = asked;
  const all = async () => {
    if (first && (await ask(first))) await Promise.all(rest.map(ask));
  };
  let timer: NodeJS.Timeout | undefined;
  const timeOut = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([all(), timeOut]);
  open = false;
  clearTimeout(timer);
  return asked.map(({ change }) => results.get(change) ?? { change, outcome: "not-checked", why: unchecked });
}

/** `DryRun` checks permissions only: an error holds the result (EC2 API reference, common parameters). */
async function dryRun(
  { change, operation, input }: DryRun,
  gateway: Pick<WriteGateway, "call">,
): Promise<{ result: PermissionResult; honoured: boolean }> {
  try {
    await gateway.call(operation, { ...input, DryRun: true });
  } catch (error) {
    if (!isAwsError(error)) throw error;
    if (error.code === "DryRunOperation") return { result: { change, outcome: "allowed" }, honoured: true };
    if (error.kind === "denied") {
      const { sentence, nextStep: fix } = error;
      return { result: { change, outcome: "denied", sentence, fix }, honoured: true };
    }
    return { result: { change, outcome: "not-checked", why: `EC2 returned ${error.code}` }, honoured: true };
  }
  const why = `the endpoint carried out the dry run of ${operation}: check the account, and set POSTERN_DRY_RUN=off`;
  return { result: { change, outcome: "not-checked", why }, honoured: false };
}
