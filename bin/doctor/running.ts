/** Whether Postern runs on the data folder, and all of it. */

import { holderOf } from "../setup/lock.mjs";
import { startOf } from "../setup/processes.mjs";
import { startFile } from "../start/link";
import { type Finding, ok, warning } from "./finding";

const CHECK = "Postern";

export async function runningFinding(dataDir: string): Promise<Finding> {
  const holder = await holderOf(startFile(dataDir));
  if (!holder) return ok(CHECK, "It does not run on this data folder. To start it: npm start");
  const processes = Array.isArray(holder.processes) ? (holder.processes as Process[]) : [];
  const away = processes.filter(({ pid, started }) => startOf(pid) !== started).map(({ name }) => name);
  const where = typeof holder.url === "string" ? `It runs: ${holder.url}` : "It runs";
  if (away.length === 0) return ok(CHECK, `${where}.`);
  return warning(
    CHECK,
    `${where}, but without this: ${away.join(", ")}.`,
    "What ends is started again, after a while if it ends again and again. The window where npm start runs says why, and so do the logs of the data folder.",
  );
}

type Process = { name: string; pid: number; started: string | null };
