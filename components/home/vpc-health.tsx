"use client";
import { useQuery } from "@tanstack/react-query";
import { failureFrom } from "#components/frame/failure-view";
import { healthQuery } from "#components/queries";
import { Badge, type Tone } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { Skeleton } from "#components/ui/skeleton";
import { Sentence } from "#components/ui/untrusted";
import { DnsBadges } from "#components/wizard/steps/network/vpc-summary";
import type { Health } from "#lib/core/check/today";
import { workloads } from "#lib/core/intent/catalogue";
import type { VpcSummary } from "#lib/core/network/vpc-summary";
import { counted } from "#lib/core/text/phrases";

const WORDS: Record<Health["kind"], (count: number) => { tone: Tone; words: string; more: string | null }> = {
  broken: (count) => ({ tone: "danger", words: `${counted(count, "thing")} broken`, more: null }),
  "not-private": () => ({ tone: "neutral", words: "nothing broken", more: "not all of it private" }),
  "to-review": (count) => ({
    tone: "warning",
    words: "nothing broken",
    more: `all private; ${counted(count, "finding")} to review`,
  }),
  healthy: () => ({ tone: "success", words: "nothing broken", more: "all private" }),
};

/** A VPC's health by the check of its page. `automatic`: it is read without being asked for. */
export function VpcHealthCell({ vpc, region, automatic }: { vpc: VpcSummary; region: string; automatic: boolean }) {
  const idle = Object.keys(vpc.workloads).length === 0;
  const query = useQuery({ ...healthQuery(region, vpc.id), enabled: automatic && !idle });
  const attributes = <DnsBadges vpc={vpc} onlyProblems />;
  if (idle) return <NotChecked why="nothing runs here">{attributes}</NotChecked>;
  if (query.data?.health) {
    const { health, workload } = query.data;
    const { tone, words, more } = WORDS[health.kind](health.count);
    return (
      <div role="status">
        <Badge tone={tone}>{words}</Badge>
        <span className="block text-xs text-muted">
          for {workloads[workload].title}
          {more ? `; ${more}` : ""}
        </span>
        {attributes}
      </div>
    );
  }
  if (query.data) return <NotChecked why="nothing that could be checked">{attributes}</NotChecked>;
  if (query.isFetching) {
    return (
      <div role="status">
        <span className="sr-only">Checking…</span>
        <Skeleton className="h-5 w-28" />
      </div>
    );
  }
  return (
    <NotChecked why={query.error ? failureFrom(query.error).sentence : "there are many VPCs here"}>
      <Button size="sm" className="mt-1" onClick={() => void query.refetch()}>
        Check it
      </Button>
      {attributes}
    </NotChecked>
  );
}

function NotChecked({ why, children }: { why: string; children: React.ReactNode }) {
  return (
    <div>
      <Badge>not checked</Badge>
      <span className="block text-xs text-muted">
        <Sentence>{why}</Sentence>
      </span>
      {children}
    </div>
  );
}
