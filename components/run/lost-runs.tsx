"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { FailureView } from "#components/frame/failure-view";
import { Button } from "#components/ui/button";
import { Callout } from "#components/ui/callout";
import { Disclosure } from "#components/ui/disclosure";
import { ResourceId } from "#components/ui/resource-id";
import { Spinner } from "#components/ui/spinner";
import type { Result } from "#lib/core/format/failure";
import type { LostRun } from "#lib/core/run/run";
import type { StartResult } from "#lib/core/run/start-result";
import { counted } from "#lib/core/text/phrases";
import { lostRunsQuery } from "./queries";
import { useAttempt } from "./use-attempt";

type Recover = (input: { run: string; vpcId: string; region: string }) => Promise<Result<StartResult>>;

/** What runs that this database does not know have left in the account, with a button to recover their records. */
export function LostRuns({ recover }: { recover: Recover }) {
  const { data: lost = [] } = useQuery(lostRunsQuery());
  if (lost.length === 0) return null;
  return (
    <section aria-label="Found in the account" className="mb-4">
      <Callout
        tone="warning"
        title={`Found in the account: created by ${lost.length === 1 ? "a run" : `${lost.length} runs`} that this database does not know`}
      >
        <p className="max-w-prose">
          The record is lost, or in the database of another Postern. Recovering changes nothing in the account: it lists
          what carries the run's tags, in its current state, so that it can be reviewed and rolled back. What a run
          modified, such as an existing endpoint, carries no tags and is left unchanged.
        </p>
        <ul className="mt-2 divide-y rounded-lg border bg-surface text-foreground">
          {lost.map((run) => (
            <Lost key={`${run.id} ${run.vpcId}`} run={run} recover={recover} />
          ))}
        </ul>
      </Callout>
    </section>
  );
}

function Lost({ run: { id, vpcId, region, resources }, recover }: { run: LostRun; recover: Recover }) {
  const router = useRouter();
  const { busy, failure, attempt } = useAttempt();
  const press = () =>
    attempt(async () => {
      const result = await recover({ run: id, vpcId, region });
      if (!result.ok) return result.error;
      const { value } = result;
      if (value.kind === "started" || value.kind === "busy") router.push(`/runs/${value.run}`);
      return null;
    });

  return (
    <li className="flex flex-col gap-2 px-3 py-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <ResourceId id={id} />
        <ResourceId id={vpcId} />
        <span className="font-mono text-xs text-muted">{region}</span>
        <Button size="sm" onClick={press} aria-busy={busy} className="ml-auto">
          {busy ? <Spinner /> : null} Recover
        </Button>
      </div>
      <Disclosure summary={counted(resources.length, "resource")}>
        <ul className="flex flex-wrap gap-x-4 gap-y-1">
          {resources.map((resource) => (
            <li key={resource.id}>
              <ResourceId id={resource.id} />
            </li>
          ))}
        </ul>
      </Disclosure>
      {failure ? <FailureView failure={failure} /> : null}
    </li>
  );
}
