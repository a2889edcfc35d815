"use client";
import { useQuery } from "@tanstack/react-query";
import { FileText, Trash2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { vpcsQuery } from "#components/queries";
import { Button } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { TimeAgo } from "#components/ui/time-ago";
import { toast } from "#components/ui/toast";
import { useMounted } from "#components/ui/use-mounted";
import { stepNames, stepPath } from "#components/wizard/step-names";
import { type Draft, steps } from "#lib/core/draft";
import type { Result } from "#lib/core/failure";
import type { VpcId } from "#lib/core/network";

export type DraftRow = {
  id: string;
  accountId: string;
  revision: number;
  title: string;
  updatedAt: string;
  data: Draft;
};

/** Setups that were begun: continue, or delete with a way back. */
export function DraftList({
  drafts,
  remove,
  restore,
}: {
  drafts: readonly DraftRow[];
  remove: (input: { id: string }) => Promise<Result<void>>;
  restore: (input: Pick<DraftRow, "id" | "accountId" | "revision" | "data">) => Promise<Result<void>>;
}) {
  const router = useRouter();
  const [, startTransition] = useTransition();
  const reload = () => startTransition(() => router.refresh());

  async function discard(draft: DraftRow) {
    const result = await remove({ id: draft.id });
    if (!result.ok) {
      toast(result.error.sentence, { description: result.error.nextStep });
      return;
    }
    reload();
    const { id, accountId, revision, data } = draft;
    toast("Draft deleted", {
      description: draft.title,
      action: { label: "Undo", run: () => void restore({ id, accountId, revision, data }).then(reload) },
    });
  }

  if (drafts.length === 0) {
    return (
      <EmptyState icon={<FileText aria-hidden />} title="No drafts" className="py-6">
        A setup is saved here as you go, until you apply it.
      </EmptyState>
    );
  }
  return (
    <ul className="divide-y border-t">
      {drafts.map((draft) => {
        const step = steps.filter((each) => draft.data.visited.includes(each)).at(-1) ?? "network";
        return (
          <li key={draft.id} className="flex items-center gap-2 py-2 pr-2 pl-4">
            <div className="min-w-0 flex-1">
              <DraftLink draft={draft} href={stepPath(draft.id, step)} />
              <p className="truncate text-sm text-muted">
                <TimeAgo at={draft.updatedAt} /> · {stepNames[step].toLowerCase()} · {draft.data.region}
              </p>
            </div>
            <Button
              variant="ghost"
              size="icon"
              aria-label={`Delete draft ${draft.title}`}
              onClick={() => void discard(draft)}
            >
              <Trash2 size={15} aria-hidden />
            </Button>
          </li>
        );
      })}
    </ul>
  );
}

/** What is being set up, and where. */
function DraftLink({ draft: { title, data }, href }: { draft: DraftRow; href: string }) {
  const mounted = useMounted();
  return (
    <Link href={href} className="block truncate font-medium hover:underline">
      {mounted ? <Named title={title} region={data.region} vpcId={data.vpcId} /> : title}
    </Link>
  );
}

/** The title with the VPC's name in place of its id, when the list of VPCs is there. */
function Named({ title, region, vpcId }: { title: string; region: string; vpcId: VpcId | null }) {
  const { data: vpcs } = useQuery({ ...vpcsQuery(region), enabled: false });
  const name = vpcs?.find(({ id }) => id === vpcId)?.tags.Name;
  return name && vpcId ? title.replace(vpcId, name) : title;
}
