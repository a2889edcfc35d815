import type { Metadata } from "next";
import { FailureView } from "#components/frame/failure-view";
import { History } from "#components/run/history";
import { page, resultOf } from "#lib/server/guard";
import { listRuns } from "#lib/server/runs";
import { Frame } from "../frame";

export const metadata: Metadata = { title: "Runs" };

export default page({ permission: "read" }, async () => {
  const runs = await resultOf(() => listRuns({ limit: 200 }));
  return (
    <Frame>
      <h1 tabIndex={-1} className="mb-4 text-xl font-semibold tracking-tight">
        Runs
      </h1>
      {runs.ok ? <History initial={runs.value} /> : <FailureView failure={runs.error} />}
    </Frame>
  );
});
