import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { FailureWithRetry } from "#components/frame/failure-with-retry";
import { RunView } from "#components/run/run-view";
import { page, resultOf } from "#lib/server/http/guard";
import { runId } from "#lib/server/services/run-input";
import { readRun } from "#lib/server/services/runs";
import { Frame } from "../../frame";
import { planAgain, startRollback, stopRun } from "../actions";

type Props = { params: Promise<{ id: string }> };

/** The page writes its title itself: it follows the run. */
export const metadata: Metadata = { title: null };

export default page({ permission: "read" }, async ({ params }: Props) => {
  const id = runId.safeParse((await params).id);
  if (!id.success) notFound();
  const run = await resultOf(() => readRun(id.data));
  if (!run.ok && run.error.code === "not-found") notFound();
  return (
    <Frame {...(run.ok ? { region: run.value.request.plan.region } : {})}>
      {run.ok ? (
        <RunView initial={run.value} actions={{ stop: stopRun, rollback: startRollback, planAgain }} />
      ) : (
        <>
          <title>{`${id.data} - Postern`}</title>
          <FailureWithRetry failure={run.error} />
        </>
      )}
    </Frame>
  );
});
