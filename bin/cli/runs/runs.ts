import type { Run, RunPageRequest, RunSummary } from "#lib/core/run/run";
import { counted } from "#lib/core/text/phrases";
import { visible } from "#lib/core/text/untrusted";
import { runTitle } from "#lib/render/words/run-title";
import { type RunClient, runClient } from "#lib/run/client";
import { recordOf, summaryDocument } from "#lib/run/history/record";
import { runPageRequest } from "#lib/server/services/run-input";
import { withDatabase } from "../database";
import { EXIT, type ExitCode, UsageError } from "../exit";
import { printJson, report, write } from "../output";
import { stepLine } from "./progress";

export type RunsOptions = {
  format: "json" | "text";
  limit?: string;
  after?: string;
  vpc?: string;
  region?: string;
  account?: string;
  status?: string;
  kind?: string;
  by?: string;
  search?: string;
};

/** `postern runs [RUN]`: runs, the newest first, or one in full: as JSON with text beside it, or as text alone. */
export async function runsCommand(id: string | undefined, options: RunsOptions): Promise<ExitCode> {
  const { format, ...narrowed } = options;
  if (id !== undefined && Object.keys(narrowed).length > 0) {
    throw new UsageError([`Options choose among runs, and ${id} is one already.`]);
  }
  const request = pageRequest(narrowed);
  await withRuns(async (client) => {
    const { json, lines, more } = id === undefined ? await page(client, request) : await one(client, id);
    show(json, lines, more, format);
  });
  return EXIT.done;
}

/** As JSON with text beside it, or the text alone; `more` goes to standard error in any case. */
export function show(json: unknown, lines: string[], more: string[], format: RunsOptions["format"]): void {
  if (format === "text") write(lines.map(visible).join("\n"), undefined);
  else printJson(json);
  report(format === "text" ? more : [...lines, ...more]);
}

/** One run. Throws `UsageError` when there is none of that id. */
export async function readRun(client: RunClient, id: string): Promise<Run> {
  const run = await client.readRun(id);
  if (run) return run;
  throw new UsageError([`There is no run ${id}. postern runs lists them.`]);
}

/** Gives a task the runs of the database that the settings name. */
export async function withRuns<T>(task: (client: RunClient) => Promise<T>): Promise<T> {
  return withDatabase(async (url) => {
    const client = runClient(url);
    try {
      return await task(client);
    } finally {
      await client.close();
    }
  });
}

function pageRequest({ search, ...rest }: Omit<RunsOptions, "format">): RunPageRequest {
  const read = runPageRequest.safeParse({ ...rest, ...(search === undefined ? {} : { q: search }) });
  if (read.success) return read.data;
  throw new UsageError(
    read.error.issues.map(({ path, message }) => `--${path.join(".").replace(/^q$/, "search")}: ${message}`),
  );
}

type Shown = { json: unknown; lines: string[]; more: string[] };

async function page(client: RunClient, request: RunPageRequest): Promise<Shown> {
  const { runs, next } = await client.listRuns(request);
  const narrowed = Object.keys(request).some((name) => name !== "limit");
  const none = narrowed ? "No run matches." : "There are no runs yet.";
  return {
    json: runs.map(summaryDocument),
    lines: runs.length > 0 ? runs.map(runLine) : [none],
    more: next === null ? [] : [`There are older ones: the same with --after ${next}`],
  };
}

async function one(client: RunClient, id: string): Promise<Shown> {
  const run = await readRun(client, id);
  const lines = [`Run ${id}: ${run.status}`, ...run.steps.map((step) => `  ${stepLine(step)}`)];
  return { json: recordOf(run), lines, more: [] };
}

function runLine(run: RunSummary): string {
  const { id, kind, of, status, createdAt, vpcId, region, accountId, changes, actor } = run;
  const what = run.about ? runTitle(run) : kind === "rollback" ? `rolls back ${of}` : counted(changes, "change");
  return `${id} ${createdAt} ${status}: ${what} in ${vpcId} (${region}, ${accountId}) by ${actor}`;
}
