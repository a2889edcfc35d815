"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { failureFrom } from "#components/frame/failure-view";
import { freshSnapshotQuery } from "#components/queries";
import type { Failure, Result } from "#lib/core/format/failure";
import type { Run } from "#lib/core/run/run";

type Attempt = (work: () => Promise<Failure | null>) => Promise<void>;

/** One action at a time that may fail; a second press meanwhile does nothing. */
export function useAttempt(): { busy: boolean; failure: Failure | null; attempt: Attempt } {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const attempt: Attempt = async (work) => {
    if (busy) return;
    setBusy(true);
    try {
      setFailure(await work());
    } catch (cause) {
      setFailure(failureFrom(cause));
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure, attempt };
}

/** Opens a run's intent as a new draft, at its review. */
export function usePlanAgain(
  run: Run,
  { planAgain }: { planAgain(input: { run: string }): Promise<Result<{ draft: string }>> },
  attempt: Attempt,
): () => Promise<void> {
  const router = useRouter();
  const client = useQueryClient();
  return () =>
    attempt(async () => {
      const result = await planAgain({ run: run.id });
      if (!result.ok) return result.error;
      // The review must not show the account as it was before this run; what cannot be read, it says itself.
      const { region, vpcId } = run.request.plan;
      await client.fetchQuery(freshSnapshotQuery(region, vpcId)).catch(() => {});
      router.push(`/setup/${result.value.draft}/review`);
      return null;
    });
}
