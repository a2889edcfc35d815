import { counted } from "#lib/render/words";
import { runClient } from "#lib/run/client";
import type { RunSummary } from "#lib/run/run";
import { withDatabase } from "./database";
import { EXIT, type ExitCode, UsageError } from "./exit";
import { printJson, tell } from "./output";
import { stepLine } from "./progress";

const SHOWN = 50;

/** `postern runs [RUN]`: the newest runs, or one whole, as JSON and for people. */
export async function runsCommand(id: string | undefined): Promise<ExitCode> {
  await withDatabase(async (url) => {
    const client = runClient(url);
    try {
      if (id === undefined) {
        const runs = await client.listRuns({ limit: SHOWN });
        printJson(runs);
        tell(runs.length > 0 ? runs.map(runLine) : ["There are no runs yet."]);
      } else {
        const run = await client.readRun(id);
        if (!run) throw new UsageError([`There is no run ${id}. postern runs lists them.`]);
        printJson(run);
        tell([`Run ${id}: ${run.status}`, ...run.steps.map((step) => `  ${stepLine(step)}`)]);
      }
    } finally {
      await client.close();
    }
  });
  return EXIT.done;
}

function runLine({ id, kind, of, status, createdAt, vpcId, region, accountId, changes, actor }: RunSummary): string {
  const what = kind === "rollback" ? `takes back ${of}` : counted(changes, "change");
  return `${id} ${createdAt} ${status}: ${what} in ${vpcId} (${region}, ${accountId}) by ${actor}`;
}
