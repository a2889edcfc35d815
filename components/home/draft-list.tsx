"use client";
import { FileText, Trash2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { type Person, usePerson } from "#components/frame/person";
import { Button } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { TimeAgo } from "#components/ui/time-ago";
import { toast } from "#components/ui/toast";
import { Sentence, UntrustedText } from "#components/ui/untrusted";
import { stepNames, stepPath } from "#components/wizard/step-names";
import type { Result } from "#lib/core/format/failure";
import { type Draft, steps } from "#lib/core/intent/draft";
import { mayDelete } from "#lib/core/intent/draft-rights";
import { visible } from "#lib/core/text/untrusted";

export type DraftRow = {
  id: string;
  title: string;
  /** null: it is not known. */
  createdBy: string | null;
  updatedBy: string | null;
  updatedAt: string;
  /** The run that was started with it as it is. */
  appliedRun: string | null;
  data: Draft;
};

type ById = (input: { id: string }) => Promise<Result<void>>;

/** The title with the VPC's name in place of its id, when it has one. */
function titleOf({ title, data }: DraftRow, names: Readonly<Record<string, string>>): string {
  const name = data.vpcId ? names[data.vpcId] : undefined;
  return visible(name && data.vpcId ? title.replace(data.vpcId, () => name) : title);
}

/** Setups in progress: continue, or delete with an undo where the person may delete. */
export function DraftList({
  drafts,
  names,
  remove,
  restore,
}: {
  drafts: readonly DraftRow[];
  /** Names of VPCs by id. */
  names: Readonly<Record<string, string>>;
  remove: ById;
  restore: ById;
}) {
  const router = useRouter();
  const person = usePerson();
  const [, startTransition] = useTransition();
  const reload = () => startTransition(() => router.refresh());

  /** Shows what went wrong; true when nothing did. */
  async function done(work: Promise<Result<void>>): Promise<boolean> {
    const result = await work;
    if (!result.ok) toast(result.error.sentence, { description: result.error.nextStep });
    reload();
    return result.ok;
  }

  async function discard(draft: DraftRow) {
    const { id } = draft;
    if (!(await done(remove({ id })))) return;
    toast("Draft deleted", {
      description: titleOf(draft, names),
      action: { label: "Undo", run: () => void done(restore({ id })) },
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
              <Link href={stepPath(draft.id, step)} className="link block wrap-anywhere">
                <Sentence>{titleOf(draft, names)}</Sentence>
              </Link>
              <p className="text-sm text-muted">
                {draft.appliedRun ? (
                  <Link href={`/runs/${draft.appliedRun}`} className="link">
                    applied: see the run
                  </Link>
                ) : (
                  stepNames[step].toLowerCase()
                )}{" "}
                · {draft.data.region}
              </p>
              <p className="text-sm break-words text-muted">
                <Changed {...draft} person={person} />
              </p>
            </div>
            {person && mayDelete(draft, person) ? (
              <Button
                variant="ghost"
                size="icon"
                aria-label={`Delete draft ${titleOf(draft, names)}`}
                onClick={() => void discard(draft)}
              >
                <Trash2 size={15} aria-hidden />
              </Button>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}

/** "changed 5 minutes ago by you, created by creator@example.com". */
function Changed({
  createdBy,
  updatedBy,
  updatedAt,
  person,
}: Pick<DraftRow, "createdBy" | "updatedBy" | "updatedAt"> & { person: Person | null }) {
  const name = (who: string) => (who === person?.actor ? "you" : <UntrustedText>{who}</UntrustedText>);
  return (
    <>
      changed <TimeAgo at={updatedAt} />
      {updatedBy === null ? null : <> by {name(updatedBy)}</>}
      {createdBy === null || createdBy === updatedBy ? null : <>, created by {name(createdBy)}</>}
    </>
  );
}
