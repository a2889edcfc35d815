import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { type ReactNode, Suspense } from "react";
import { FailureWithRetry } from "#components/frame/failure-with-retry";
import { DraftList } from "#components/home/draft-list";
import { FirstRunCard } from "#components/home/first-run-card";
import { NewSetup } from "#components/home/new-setup";
import { RecentRuns } from "#components/home/recent-runs";
import { VpcTable } from "#components/home/vpc-table";
import { vpcsQuery } from "#components/queries";
import { Card, CardBody, CardHeader } from "#components/ui/card";
import { Skeleton } from "#components/ui/skeleton";
import type { Result } from "#lib/core/format/failure";
import { page, resultOf } from "#lib/server/http/guard";
import { listDrafts } from "#lib/server/services/drafts";
import { identity, target, vpcs } from "#lib/server/services/reads";
import { runs } from "#lib/server/services/runs";
import { Frame } from "./frame";
import { createDraft, deleteDraft, restoreDraft } from "./setup/actions";

export default page({ permission: "read" }, async () => {
  const { region, sandbox } = await target();
  return (
    <Frame>
      <div className="mb-6 flex flex-wrap items-end justify-between gap-4">
        <div>
          <h1 tabIndex={-1} className="text-xl font-semibold tracking-tight">
            Private access to AWS
          </h1>
          <p className="mt-0.5 max-w-prose text-muted">
            VPC endpoints for workloads in private subnets: see every change before it happens, apply it, roll it back.
          </p>
        </div>
        <NewSetup create={createDraft} region={region} variant="primary" size="lg">
          Set up private access
        </NewSetup>
      </div>
      {sandbox ? (
        <Suspense fallback={null}>
          <FirstRun region={region} />
        </Suspense>
      ) : null}
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5 xl:grid-cols-[minmax(0,1fr)_20rem] xl:items-start 2xl:grid-cols-[minmax(0,1fr)_44rem]">
        <Suspense fallback={<Waiting title={`VPCs in ${region}`} />}>
          <Vpcs region={region} />
        </Suspense>
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 md:grid-cols-2 xl:grid-cols-[minmax(0,1fr)] 2xl:grid-cols-2">
          <Suspense fallback={<Waiting title="Drafts" />}>
            <Drafts region={region} />
          </Suspense>
          <Suspense fallback={<Waiting title="Recent runs" />}>
            <Runs />
          </Suspense>
        </div>
      </div>
    </Frame>
  );
});

/** The VPC of the sandbox's story, as long as it has no endpoints. */
async function FirstRun({ region }: { region: string }) {
  const known = await resultOf(() => vpcs(region));
  const shop = known.ok
    ? known.value.find(({ tags, endpointCount }) => tags.Name === "shop" && endpointCount === 0)
    : null;
  return shop ? <FirstRunCard create={createDraft} region={region} vpcId={shop.id} /> : null;
}

function Waiting({ title }: { title: string }) {
  return (
    <Card>
      <CardHeader title={title} />
      <CardBody className="flex flex-col gap-2">
        <Skeleton className="h-9" />
        <Skeleton className="h-9" />
      </CardBody>
    </Card>
  );
}

/** Read on the server first; the browser then keeps the list fresh, and shows a failure with a retry. */
async function Vpcs({ region }: { region: string }) {
  const client = new QueryClient();
  const result = await resultOf(() => vpcs(region));
  if (result.ok) client.setQueryData(vpcsQuery(region).queryKey, result.value);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <VpcTable region={region} create={createDraft} />
    </HydrationBoundary>
  );
}

/** A card with what was read, or with why it could not be. */
function Section<T>({
  title,
  result,
  children,
}: {
  title: string;
  result: Result<T>;
  children: (value: T) => ReactNode;
}) {
  return (
    <Card>
      <CardHeader title={title} />
      {result.ok ? (
        children(result.value)
      ) : (
        <CardBody>
          <FailureWithRetry failure={result.error} />
        </CardBody>
      )}
    </Card>
  );
}

async function Drafts({ region }: { region: string }) {
  const [result, known] = await Promise.all([
    resultOf(async () => listDrafts((await identity()).accountId)),
    resultOf(() => vpcs(region)),
  ]);
  const named = known.ok ? known.value.flatMap(({ id, tags }) => (tags.Name ? [[id, tags.Name] as const] : [])) : [];
  return (
    <Section title="Drafts" result={result}>
      {(drafts) => (
        <DraftList drafts={drafts} names={Object.fromEntries(named)} remove={deleteDraft} restore={restoreDraft} />
      )}
    </Section>
  );
}

/** How many runs the home page shows. */
const RECENT = 5;

async function Runs() {
  const result = await resultOf(() => runs().listRuns({ limit: RECENT }));
  return (
    <Section title="Recent runs" result={result}>
      {(page) => <RecentRuns initial={page} limit={RECENT} />}
    </Section>
  );
}
