"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { useState } from "react";
import { FailureView, failureFrom } from "#components/frame/failure-view";
import { freshVpcsQuery, regionsQuery, vpcsQuery } from "#components/queries";
import { Badge } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { Combobox } from "#components/ui/combobox";
import { CopyButton } from "#components/ui/copy-button";
import { EmptyState } from "#components/ui/empty-state";
import { describedBy, Field, FieldError } from "#components/ui/field";
import { RadioCard, RadioGroup } from "#components/ui/radio-group";
import { SearchInput } from "#components/ui/search-input";
import { Skeleton } from "#components/ui/skeleton";
import { Spinner } from "#components/ui/spinner";
import { UntrustedText } from "#components/ui/untrusted";
import { regionName } from "#lib/core/network/services/region-names";
import type { VpcId } from "#lib/core/network/snapshot";
import { type VpcSummary, vpcsMatching } from "#lib/core/network/vpc-summary";
import { counted } from "#lib/core/text/phrases";
import { useDraft } from "../../draft/draft-context";
import { StepPage, type StepView } from "../../step-page";
import { EcsField } from "./ecs-field";
import { DnsBadges, workloadsOf } from "./vpc-summary";

/** From this many on, a list can be searched. */
const MANY = 8;

export function NetworkStep() {
  return (
    <StepPage
      step="network"
      intro="The VPC whose private subnets need AWS APIs. Nothing is changed before the last step."
    >
      {(view) => (
        <div className="flex flex-col gap-6">
          <RegionField />
          <EcsField />
          <VpcField view={view} />
        </div>
      )}
    </StepPage>
  );
}

function RegionField() {
  const { draft, update } = useDraft();
  const { data, error } = useQuery(regionsQuery());
  const codes = [...new Set([...(data ?? []), draft.region])].sort();
  return (
    <Field
      id="region"
      label="Region"
      hint={error ? "The list of Regions could not be read; this is the one of your settings." : undefined}
      className="max-w-sm"
    >
      <Combobox
        {...describedBy("region", { hint: Boolean(error) })}
        options={codes.map((code) => ({ value: code, label: code, hint: regionName(code) ?? "" }))}
        value={draft.region}
        onValueChange={(region) => {
          if (region !== draft.region) update({ region, vpcId: null });
        }}
        empty="No Region of this name is enabled for the account."
      />
    </Field>
  );
}

function VpcField({ view }: { view: StepView }) {
  const { draft, update } = useDraft();
  const client = useQueryClient();
  const [refreshing, setRefreshing] = useState(false);
  const [search, setSearch] = useState("");
  const query = useQuery(vpcsQuery(draft.region));
  const error = view.errorOf("vpcs");

  async function refresh() {
    setRefreshing(true);
    await client.fetchQuery(freshVpcsQuery(draft.region)).catch(() => {});
    setRefreshing(false);
  }

  const found = vpcsMatching(query.data ?? [], search);
  return (
    <section aria-labelledby="vpcs-label" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="vpcs-label" className="text-base font-medium">
          VPC
        </h2>
        <Button size="sm" variant="ghost" onClick={() => void refresh()}>
          {refreshing ? <Spinner /> : <RotateCw size={14} aria-hidden />}
          Read again
        </Button>
      </div>
      {error ? <FieldError id="vpcs-error">{error}</FieldError> : null}
      {query.data && query.data.length > MANY ? (
        <SearchInput
          label="Search VPCs"
          placeholder="Name, id or CIDR"
          className="max-w-sm"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      ) : null}
      {query.isPending ? (
        <div role="status" className="flex flex-col gap-2">
          <span className="sr-only">Reading the VPCs of {draft.region}…</span>
          <Skeleton className="h-22" />
          <Skeleton className="h-22" />
          <Skeleton className="h-22" />
        </div>
      ) : null}
      {query.error ? (
        <FailureView
          failure={failureFrom(query.error)}
          onRetry={() => void query.refetch()}
          retrying={query.isFetching}
        />
      ) : null}
      {query.data?.length === 0 ? (
        <div id="vpcs" className="rounded-lg border border-dashed">
          <EmptyState title={`There is no VPC in ${draft.region}`}>
            Choose another Region above, or create a VPC with private subnets and read again.
          </EmptyState>
        </div>
      ) : null}
      {query.data && query.data.length > 0 ? (
        <RadioGroup<VpcId>
          id="vpcs"
          labelledBy="vpcs-label"
          value={draft.vpcId}
          invalid={Boolean(error)}
          {...(error ? { describedBy: "vpcs-error" } : {})}
          onValueChange={(vpcId) => update({ vpcId })}
        >
          {found.map((vpc) => (
            <VpcCard key={vpc.id} vpc={vpc} />
          ))}
        </RadioGroup>
      ) : null}
      {query.data && query.data.length > 0 && found.length === 0 ? (
        <p className="text-base text-muted">No VPC matches “{search}”.</p>
      ) : null}
    </section>
  );
}

function VpcCard({ vpc }: { vpc: VpcSummary }) {
  return (
    <RadioCard
      value={vpc.id}
      title={
        <span className="flex flex-wrap items-center gap-x-2 wrap-anywhere">
          {vpc.tags.Name ? <UntrustedText>{vpc.tags.Name}</UntrustedText> : null}
          <code className="font-mono text-xs font-normal text-muted">{vpc.id}</code>
          {vpc.isDefault ? <Badge>default</Badge> : null}
        </span>
      }
      aside={<CopyButton text={vpc.id} label={`Copy ${vpc.id}`} />}
    >
      <span className="mt-1 flex flex-wrap items-center gap-x-5 gap-y-1 text-sm text-muted">
        <span className="font-mono text-xs text-foreground">{[...vpc.cidrs, ...vpc.ipv6Cidrs].join(", ")}</span>
        <span>{counted(vpc.subnetCount, "subnet")}</span>
        <span>{vpc.endpointCount === 0 ? "No endpoints yet" : counted(vpc.endpointCount, "endpoint")}</span>
        <span>{workloadsOf(vpc)}</span>
        <DnsBadges vpc={vpc} />
      </span>
    </RadioCard>
  );
}
