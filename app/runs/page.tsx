import type { Metadata } from "next";
import { FailureWithRetry } from "#components/frame/failure-with-retry";
import { History } from "#components/run/history";
import { LostRuns } from "#components/run/lost-runs";
import { page, resultOf } from "#lib/server/http/guard";
import { runPageRequest } from "#lib/server/services/run-input";
import { runs } from "#lib/server/services/runs";
import { Frame } from "../frame";
import { startRecovery } from "./actions";

export const metadata: Metadata = { title: "Runs" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default page({ permission: "read" }, async ({ searchParams }: Props) => {
  const { after: _, limit: __, ...filter } = await searchParams;
  const request = runPageRequest.safeParse(filter);
  const history = await resultOf(async () => {
    // An invalid filter in the address is requested by the browser, which shows what is wrong with it.
    const [first, choices] = await Promise.all([
      request.success ? runs().listRuns(request.data) : null,
      runs().runChoices(),
    ]);
    return { first, choices };
  });
  return (
    <Frame>
      <h1 tabIndex={-1} className="mb-4 text-xl font-semibold tracking-tight">
        Runs
      </h1>
      <LostRuns recover={startRecovery} />
      {history.ok ? <History {...history.value} /> : <FailureWithRetry failure={history.error} />}
    </Frame>
  );
});
