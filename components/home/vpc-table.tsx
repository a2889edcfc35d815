"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Network, RotateCw } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { FailureView, failureFrom } from "#components/frame/failure-view";
import { freshVpcsQuery, vpcsQuery } from "#components/queries";
import { Badge } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { Card, CardBody, CardHeader } from "#components/ui/card";
import { cn } from "#components/ui/cn";
import { CopyButton } from "#components/ui/copy-button";
import { EmptyState } from "#components/ui/empty-state";
import { ResourceId } from "#components/ui/resource-id";
import { Skeleton } from "#components/ui/skeleton";
import { Spinner } from "#components/ui/spinner";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow } from "#components/ui/table";
import { UntrustedText } from "#components/ui/untrusted";
import { DnsBadges, workloadsOf } from "#components/wizard/steps/network/vpc-summary";
import type { VpcSummary } from "#lib/core/network/vpc-summary";
import { visible } from "#lib/core/text/untrusted";
import { type CreateAction, NewSetup } from "./new-setup";

/** The Region's VPCs with their health at a glance, each a place to start from. */
export function VpcTable({ region, create }: { region: string; create: CreateAction }) {
  const router = useRouter();
  const client = useQueryClient();
  const query = useQuery(vpcsQuery(region));
  const readAgain = () => void client.fetchQuery(freshVpcsQuery(region)).catch(() => {});
  return (
    <Card>
      <CardHeader
        title={`VPCs in ${region}`}
        id="vpcs"
        actions={
          <Button size="sm" variant="ghost" onClick={readAgain}>
            {query.isFetching ? <Spinner /> : <RotateCw size={14} aria-hidden />}
            Read again
          </Button>
        }
      />
      {query.isPending ? (
        <CardBody role="status" className="flex flex-col gap-2">
          <span className="sr-only">Reading the VPCs of {region}…</span>
          <Skeleton className="h-9" />
          <Skeleton className="h-9" />
          <Skeleton className="h-9" />
        </CardBody>
      ) : null}
      {query.error ? (
        <CardBody>
          <FailureView
            failure={failureFrom(query.error)}
            onRetry={() => {
              readAgain();
              router.refresh();
            }}
            retrying={query.isFetching}
          />
        </CardBody>
      ) : null}
      {query.data?.length === 0 ? (
        <EmptyState icon={<Network aria-hidden />} title={`There is no VPC in ${region}`}>
          Choose another Region in the first step of a setup, or create a VPC with private subnets.
        </EmptyState>
      ) : null}
      {query.data && query.data.length > 0 ? (
        <Table label={`VPCs in ${region}`} className="mb-1">
          <TableHead>
            <tr>
              <TableHeading>VPC</TableHeading>
              <TableHeading className="max-sm:hidden">CIDR</TableHeading>
              <TableHeading className="max-sm:hidden">DNS</TableHeading>
              <TableHeading className="max-sm:hidden">Endpoints</TableHeading>
              <TableHeading className="max-sm:hidden">What runs in it</TableHeading>
              <TableHeading>
                <span className="sr-only">Action</span>
              </TableHeading>
            </tr>
          </TableHead>
          <TableBody>
            {query.data.map((vpc) => (
              <Row key={vpc.id} vpc={vpc} region={region} create={create} />
            ))}
          </TableBody>
        </Table>
      ) : null}
    </Card>
  );
}

function Row({ vpc, region, create }: { vpc: VpcSummary; region: string; create: CreateAction }) {
  const name = vpc.tags.Name || vpc.id;
  return (
    <TableRow>
      <TableCell className="whitespace-nowrap">
        <span className={cn(vpc.tags.Name ? "block" : "flex items-center gap-1")}>
          <Link
            href={`/vpcs/${vpc.id}?region=${region}`}
            className={cn("font-medium hover:underline", vpc.tags.Name ? "block" : "font-mono text-xs")}
          >
            <UntrustedText>{name}</UntrustedText>
          </Link>
          {vpc.tags.Name ? null : <CopyButton text={vpc.id} label={`Copy ${vpc.id}`} />}
        </span>
        {vpc.tags.Name ? <ResourceId id={vpc.id} className="text-muted" /> : null}
        {vpc.isDefault ? <Badge className={cn(vpc.tags.Name && "ml-1.5")}>default</Badge> : null}
        <span className="mt-1 block sm:hidden">
          <DnsBadges vpc={vpc} />
        </span>
      </TableCell>
      <TableCell className="font-mono text-xs leading-5 max-sm:hidden">
        {[...vpc.cidrs, ...vpc.ipv6Cidrs].map((cidr) => (
          <span key={cidr} className="block">
            {cidr}
          </span>
        ))}
      </TableCell>
      <TableCell className="max-sm:hidden">
        <DnsBadges vpc={vpc} />
      </TableCell>
      <TableCell className="tabular max-sm:hidden">
        {vpc.endpointCount === 0 ? <span className="text-muted">none</span> : vpc.endpointCount}
      </TableCell>
      <TableCell className="min-w-40 text-muted max-sm:hidden">
        {workloadsOf(vpc)}
        <span className="block text-xs">
          {vpc.subnetCount} {vpc.subnetCount === 1 ? "subnet" : "subnets"}
        </span>
      </TableCell>
      <TableCell className="text-right">
        <NewSetup
          create={create}
          region={region}
          filled={{ vpcId: vpc.id }}
          size="sm"
          label={`Set up private access in ${visible(name)}`}
        >
          Set up
        </NewSetup>
      </TableCell>
    </TableRow>
  );
}
