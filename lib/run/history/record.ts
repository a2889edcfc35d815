/** Runs as documents for other programs and for keeping. Their field names are public: where the code has others, they stay. */
import type { Check, LostRun, Run, RunSummary } from "#lib/core/run/run";

type Document = Record<string, unknown>;

/** The same fields in the same order, some of them by other names. */
function renamed(value: object, names: Readonly<Record<string, string>>): Document {
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [names[name] ?? name, field]));
}

/** A run with its request, every call with its input, output, request id and times, and its verification. */
export function runDocument(run: Run): Document {
  const { undone, ...shown } = run;
  const { request, steps, verification } = run;
  const checks = (list: readonly Check[] | null) =>
    list?.map((check) => renamed(check, { expected: "promised" })) ?? null;
  const document = {
    ...shown,
    request: renamed(request, { recovery: "adopted" }),
    steps: steps.map((step) => renamed(step, { alreadyDone: "adopted" })),
    verification: checks(verification),
    ...(undone ? { undone: checks(undone) } : {}),
  };
  return renamed(document, { rolledBackBy: "takenBackBy" });
}

/** The same as a file to keep. */
export function recordOf(run: Run): Document {
  return { format: "postern.run/1", ...runDocument(run) };
}

export function summaryDocument(run: RunSummary): Document {
  return renamed(run, { recovery: "adopted" });
}

export function lostRunDocument(run: LostRun): Document {
  return renamed(run, { resources: "things" });
}
