"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Network, RotateCw } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { FailureView, failureFrom } from "#components/frame/failure-view";
import type { CreateAction } from "#components/frame/person";
import { freshVpcsQuery, vpcsQuery } from "#components/queries";
import { Badge } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { Card, CardBody, CardHeader } from "#components/ui/card";
import { cn } from "#components/ui/cn";
import { CopyButton } from "#components/ui/copy-button";
import { EmptyState } from "#components/ui/empty-state";
import { ResourceId } from "#components/ui/resource-id";
import { SearchInput } from "#components/ui/search-input";
import { Skeleton } from "#components/ui/skeleton";
import { Spinner } from "#components/ui/spinner";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow } from "#components/ui/table";
import { UntrustedText } from "#components/ui/untrusted";
import { workloadsOf } from "#components/wizard/steps/network/vpc-summary";
import { type VpcSummary, vpcsMatching } from "#lib/core/network/vpc-summary";
import { counted } from "#lib/core/text/phrases";
import { visible } from "#lib/core/text/untrusted";
import { NewSetup } from "./new-setup";
import { VpcHealthCell } from "./vpc-health";

/** The Region's VPCs with their health at a glance, each a place to start from. */
export function VpcTable({ region, create }: { region: string; create: CreateAction }) {
  const router = useRouter();
  const client = useQueryClient();
  const query = useQuery(vpcsQuery(region));
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const all = query.data ?? [];
  const found = vpcsMatching(all, search);
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
      {all.length > MANY ? (
        <CardBody className="pb-2">
          <SearchInput
            label="Filter VPCs"
            placeholder="Name, id or CIDR"
            className="max-w-sm"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
          <p role="status" className={cn("mt-2 text-sm text-muted", found.length > 0 && "sr-only")}>
            {wanted === ""
              ? ""
              : found.length === 0
                ? `No VPC matches “${search}”.`
                : `${counted(found.length, "VPC")} found`}
          </p>
        </CardBody>
      ) : null}
      {found.length > 0 ? (
        <Table label={`VPCs in ${region}`} className="mb-1">
          <TableHead className="max-sm:sr-only">
            <tr>
              <TableHeading>VPC</TableHeading>
              <TableHeading>Health</TableHeading>
              <TableHeading className="max-lg:hidden">CIDR</TableHeading>
              <TableHeading className="max-lg:hidden">Endpoints</TableHeading>
              <TableHeading className="max-lg:hidden">What runs in it</TableHeading>
              <TableHeading>
                <span className="sr-only">Action</span>
              </TableHeading>
            </tr>
          </TableHead>
          <TableBody>
            {found.map((vpc, at) => (
              <Row key={vpc.id} vpc={vpc} region={region} create={create} automatic={at < CHECKED} />
            ))}
          </TableBody>
        </Table>
      ) : null}
    </Card>
  );
}

/** From this many on, the list can be filtered. */
const MANY = 8;

/** So many VPCs are checked without being asked for; each takes a few dozen reads of the account. */
const CHECKED = 12;

function Row({
  vpc,
  region,
  create,
  automatic,
}: {
  vpc: VpcSummary;
  region: string;
  create: CreateAction;
  automatic: boolean;
}) {
  const name = vpc.tags.Name || vpc.id;
  const cidrs = [...vpc.cidrs, ...vpc.ipv6Cidrs];
  const setUp = (
    <NewSetup
      create={create}
      region={region}
      filled={{ vpcId: vpc.id }}
      size="sm"
      label={`Set up private access in ${visible(name)}`}
    >
      Set up
    </NewSetup>
  );
  return (
    <TableRow className="max-sm:block max-sm:py-1">
      <TableCell className="max-sm:block max-sm:pb-0 lg:whitespace-nowrap">
        <Link
          href={`/vpcs/${vpc.id}?region=${region}`}
          className={cn("link wrap-anywhere", !vpc.tags.Name && "font-mono text-xs")}
        >
          <UntrustedText>{name}</UntrustedText>
        </Link>
        {vpc.tags.Name ? (
          <ResourceId id={vpc.id} className="flex text-muted" />
        ) : (
          <CopyButton text={vpc.id} label={`Copy ${vpc.id}`} />
        )}
        {vpc.isDefault ? <Badge>default</Badge> : null}
        <span className="mt-0.5 block text-xs text-muted lg:hidden">
          <span className="font-mono">{cidrs.join(", ")}</span>
          <span className="block">
            {vpc.endpointCount === 0 ? "no endpoints" : counted(vpc.endpointCount, "endpoint")} ·{" "}
            {counted(vpc.subnetCount, "subnet")}
          </span>
          <span className="block">{workloadsOf(vpc)}</span>
        </span>
      </TableCell>
      <TableCell className="max-sm:block max-sm:pl-4">
        <VpcHealthCell vpc={vpc} region={region} automatic={automatic} />
      </TableCell>
      <TableCell className="font-mono text-xs leading-5 max-lg:hidden">
        {cidrs.map((cidr) => (
          <span key={cidr} className="block">
            {cidr}
          </span>
        ))}
      </TableCell>
      <TableCell className="tabular max-lg:hidden">
        {vpc.endpointCount === 0 ? <span className="text-muted">none</span> : vpc.endpointCount}
      </TableCell>
      <TableCell className="min-w-40 text-muted max-lg:hidden">
        {workloadsOf(vpc)}
        <span className="block text-xs">{counted(vpc.subnetCount, "subnet")}</span>
      </TableCell>
      <TableCell className="max-sm:block max-sm:pl-4 sm:text-right">{setUp}</TableCell>
    </TableRow>
  );
}
