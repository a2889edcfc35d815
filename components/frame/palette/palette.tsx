"use client";
import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useParams, useRouter, useSearchParams } from "next/navigation";
import { useTheme } from "next-themes";
import { useMemo, useState } from "react";
import { getJson, snapshotQuery, vpcsQuery } from "#components/queries";
import { Sentence, UntrustedText } from "#components/ui/untrusted";
import { stepPath } from "#components/wizard/step-names";
import { vpcId as vpcIdSchema } from "#lib/core/intent/intent";
import type { Snapshot, VpcId } from "#lib/core/network/snapshot";
import type { VpcSummary } from "#lib/core/network/vpc-summary";
import type { RunPage } from "#lib/core/run/run";
import { counted } from "#lib/core/text/phrases";
import { runTitle } from "#lib/render/words/run-title";
import { orFailure } from "../failure-view";
import { useFrame, usePerson } from "../person";
import { type Entry, entries, found, type Group } from "./entries";

/** VPCs whose groups and subnets are read for the palette; in larger ones they are found on their own pages. */
const FEW_VPCS = 4;
const FEW_INTERFACES = 500;
const RUNS = 20;

const sizeOf = ({ interfaces }: VpcSummary) => Object.values(interfaces).reduce((sum, count) => sum + count, 0);

/** What can be found. Groups and subnets are read once a search has begun. */
function useGroups(search: string): Group[] {
  const client = useQueryClient();
  const region = useFrame()?.region ?? "";
  const mayPlan = usePerson()?.permissions.includes("plan") ?? false;
  const { id } = useParams<{ id?: string }>();
  const elsewhere = useSearchParams().get("region");
  const vpcs = useQuery(vpcsQuery(region));
  const runs = useQuery({
    queryKey: ["runs", "palette"],
    queryFn: () => getJson<RunPage>("/api/runs", { limit: String(RUNS) }),
  });
  const searching = search.trim().length > 0;
  const small = (vpcs.data ?? []).filter((vpc) => sizeOf(vpc) <= FEW_INTERFACES).slice(0, FEW_VPCS);
  const read = useQueries({
    queries: small.map((vpc) => ({ ...snapshotQuery(region, vpc.id), enabled: searching })),
    combine: (results) => results.flatMap(({ data }) => data ?? []),
  });
  return useMemo(() => {
    const pages = client.getQueriesData<Snapshot>({ queryKey: ["snapshot"] }).flatMap(([, data]) => data ?? []);
    const known = entries({
      region,
      vpcs: vpcs.data ?? [],
      snapshots: [...new Map([...pages, ...read].map((one) => [one.vpc?.id, one])).values()],
      runs: (runs.data?.runs ?? []).map((run) => ({ ...run, title: runTitle(run) })),
      vpcId: elsewhere === null || elsewhere === region ? (vpcIdSchema.safeParse(id).data ?? null) : null,
      mayPlan,
    });
    return found(known, search);
  }, [client, region, mayPlan, id, elsewhere, vpcs.data, runs.data, read, search]);
}

/** Finds VPCs, groups, subnets, services, runs, pages and actions by their words, and goes there. */
export function Palette({ onClose, onShortcuts }: { onClose: () => void; onShortcuts: () => void }) {
  const [search, setSearch] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const groups = useGroups(search);
  const { setTheme } = useTheme();
  const router = useRouter();
  const frame = useFrame();

  async function setUp(vpcId: VpcId | null, services: string[]) {
    const region = frame?.region;
    if (!frame || !region) return;
    const result = await orFailure(frame.createDraft({ region, filled: { ...(vpcId ? { vpcId } : {}), services } }));
    if (!result.ok) return setProblem(`${result.error.sentence} ${result.error.nextStep}`);
    onClose();
    router.push(stepPath(result.value.id, vpcId && services.length > 0 ? "needs" : "network"));
  }

  function choose({ does }: Entry) {
    if (does.kind === "set-up") {
      void setUp(does.vpcId, does.services);
      return;
    }
    onClose();
    if (does.kind === "go") router.push(does.href);
    else if (does.kind === "theme") setTheme(does.theme);
    else onShortcuts();
  }

  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Popup
          aria-label="Search and commands"
          className="fixed top-[min(6rem,10dvh)] left-1/2 z-50 flex max-h-[80dvh] w-[calc(100vw-1rem)] max-w-xl -translate-x-1/2 flex-col overflow-hidden rounded-xl border bg-surface shadow-popup"
        >
          <Autocomplete.Root
            open
            inline
            mode="none"
            items={groups}
            value={search}
            onValueChange={setSearch}
            itemToStringValue={({ label }: Entry) => label}
            autoHighlight="always"
            keepHighlight
          >
            <div className="flex items-center gap-2 border-b px-3 has-focus-visible:bg-sunken">
              <Search size={16} aria-hidden className="shrink-0 text-muted" />
              <Autocomplete.Input
                aria-label="Search VPCs, groups, subnets, services, runs, pages and actions"
                placeholder="VPC, group, subnet, service, run, page or action"
                spellCheck={false}
                className="h-12 min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-muted"
              />
              <Dialog.Close className="rounded border px-1.5 py-0.5 text-xs text-muted hover:text-foreground">
                Esc<span className="sr-only">: close</span>
              </Dialog.Close>
            </div>
            {problem ? (
              <p role="alert" className="border-b px-4 py-2 text-sm text-danger">
                <Sentence>{problem}</Sentence>
              </p>
            ) : null}
            <Autocomplete.Status className="sr-only">
              {search.trim() === "" ? "" : counted(groups.flatMap(({ items }) => items).length, "result")}
            </Autocomplete.Status>
            <Autocomplete.Empty className="px-4 py-6 text-center text-sm text-muted empty:hidden">
              Nothing has these words. Ids, names and CIDRs are searched.
            </Autocomplete.Empty>
            <Autocomplete.List className="min-h-0 flex-1 overflow-y-auto p-1.5 outline-none data-empty:p-0">
              {(group: Group) => (
                <Autocomplete.Group key={group.value} items={group.items}>
                  <Autocomplete.GroupLabel className="px-2 pt-2 pb-1 text-xs font-medium text-muted">
                    {group.value}
                  </Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(item: Entry) => (
                      <Autocomplete.Item
                        key={item.id}
                        value={item}
                        onClick={() => choose(item)}
                        className="flex cursor-default flex-wrap items-baseline gap-x-3 rounded-md px-2 py-1.5 text-base outline-none select-none data-highlighted:bg-accent-soft"
                      >
                        <UntrustedText className="wrap-anywhere">{item.label}</UntrustedText>
                        <span className="ml-auto text-xs wrap-anywhere text-muted">
                          <Sentence>{item.hint}</Sentence>
                        </span>
                      </Autocomplete.Item>
                    )}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
