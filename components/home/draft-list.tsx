"use client";
import { FileText, Trash2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Button } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { TimeAgo } from "#components/ui/time-ago";
import { toast } from "#components/ui/toast";
import { Sentence } from "#components/ui/untrusted";
import { stepNames, stepPath } from "#components/wizard/step-names";
import type { Result } from "#lib/core/format/failure";
import { type Draft, steps } from "#lib/core/intent/draft";
import { visible } from "#lib/core/text/untrusted";

export type DraftRow = {
  id: string;
  accountId: string;
  revision: number;
  title: string;
  updatedAt: string;
  data: Draft;
};

/** The title with the VPC's name in place of its id, when it has one. */
function titleOf({ title, data }: DraftRow, names: Readonly<Record<string, string>>): string {
  const name = data.vpcId ? names[data.vpcId] : undefined;
  return visible(name && data.vpcId ? title.replace(data.vpcId, () => name) : title);
}

/** Setups that were begun: continue, or delete with a way back. */
export function DraftList({
  drafts,
  names,
  remove,
  restore,
}: {
  drafts: readonly DraftRow[];
  /** Names of VPCs by id. */
  names: Readonly<Record<string, string>>;
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
      description: titleOf(draft, names),
      action: { label: "Undo", run: () => void restore({ id, accountId, revision, data }).then(reload) },
    });
  }

  if (drafts.length === 0) {
    return (
      <EmptyState icon={<FileText aria-hidden />} title="No drafts" className="py-6">
        A setup is saved here as you go, and stays until you delete it.
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
              <Link href={stepPath(draft.id, step)} className="block truncate font-medium hover:underline">
                <Sentence>{titleOf(draft, names)}</Sentence>
              </Link>
              <p className="truncate text-sm text-muted">
                <TimeAgo at={draft.updatedAt} /> · {stepNames[step].toLowerCase()} · {draft.data.region}
              </p>
            </div>
            <Button
              variant="ghost"
              size="icon"
              aria-label={`Delete draft ${titleOf(draft, names)}`}
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
