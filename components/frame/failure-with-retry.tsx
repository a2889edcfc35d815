"use client";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import type { Failure } from "#lib/core/format/failure";
import { FailureView } from "./failure-view";

/** A failure while the page was rendered: a retry renders it again. */
export function FailureWithRetry({ failure }: { failure: Failure }) {
  const router = useRouter();
  const [retrying, startTransition] = useTransition();
  return <FailureView failure={failure} onRetry={() => startTransition(() => router.refresh())} retrying={retrying} />;
}
