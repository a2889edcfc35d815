"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Network, RotateCw } from "lucide-react";
import { useState } from "react";
import { FailureView, failureFrom } from "#components/frame/failure-view";
import type { CreateAction } from "#components/frame/person";
import { freshSnapshotQuery, snapshotQuery } from "#components/queries";
import { Button, ButtonLink } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { ResourceId } from "#components/ui/resource-id";
import { Skeleton } from "#components/ui/skeleton";
import { Spinner } from "#components/ui/spinner";
import { UntrustedText } from "#components/ui/untrusted";
import type { VpcId } from "#lib/core/network/snapshot";
import { visible } from "#lib/core/text/untrusted";
import { VpcToday } from "./vpc-today";

/** A VPC as it is: read in the browser, so that choices take effect at once. */
export function VpcView({ region, vpcId, create }: { region: string; vpcId: VpcId; create: CreateAction }) {
  const client = useQueryClient();
  const [reading, setReading] = useState(false);
  const query = useQuery({ ...snapshotQuery(region, vpcId), refetchOnMount: "always" });
  const snapshot = query.data;
  async function readAgain() {
    setReading(true);
    // The query keeps a failure, and it is shown below.
    await client.fetchQuery(freshSnapshotQuery(region, vpcId)).catch(() => null);
    setReading(false);
  }
  const name = snapshot?.vpc?.tags.Name;
  return (
    <div className="flex flex-col gap-5">
      <title>{`${snapshot?.vpc === null ? "No such VPC" : visible(name || vpcId)} - Postern`}</title>
      <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <h1 tabIndex={-1} className="truncate text-xl font-semibold tracking-tight">
            <UntrustedText>{name || vpcId}</UntrustedText>
          </h1>
          <p className="flex flex-wrap items-center gap-x-3 text-sm text-muted">
            {name ? <ResourceId id={vpcId} /> : null}
            <span className="font-mono text-xs">{snapshot?.vpc?.cidrs.join(", ")}</span>
            <span>{region}</span>
          </p>
        </div>
        <Button size="sm" variant="ghost" onClick={() => void readAgain()}>
          {reading ? <Spinner /> : <RotateCw size={14} aria-hidden />}
          Read again
        </Button>
      </div>
      {query.error ? (
        <FailureView failure={failureFrom(query.error)} onRetry={() => void readAgain()} retrying={reading} />
      ) : null}
      {query.isPending ? (
        <div role="status" className="flex flex-col gap-4">
          <span className="sr-only">Reading {vpcId}…</span>
          <Skeleton className="h-24" />
          <Skeleton className="h-40" />
          <Skeleton className="h-80" />
        </div>
      ) : null}
      {snapshot?.vpc === null ? (
        <Card>
          <EmptyState
            icon={<Network aria-hidden />}
            title={`There is no ${vpcId} in ${region}`}
            actions={<ButtonLink href="/">See the VPCs</ButtonLink>}
          >
            It was deleted, or belongs to another account or Region than the header says.
          </EmptyState>
        </Card>
      ) : null}
      {snapshot?.vpc ? <VpcToday snapshot={snapshot} vpcId={vpcId} create={create} /> : null}
    </div>
  );
}
