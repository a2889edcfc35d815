"use client";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useRef, useState } from "react";
import { FailureView } from "#components/frame/failure-view";
import type { CreateAction } from "#components/frame/person";
import { Spinner } from "#components/ui/spinner";
import type { Failure } from "#lib/core/format/failure";

/** Starts a draft as soon as it is shown, and goes there. */
export function Begin({ create, region }: { create: CreateAction; region: string }) {
  const router = useRouter();
  const [failure, setFailure] = useState<Failure | null>(null);
  const begun = useRef(false);
  const begin = useCallback(async () => {
    setFailure(null);
    const result = await create({ region });
    if (result.ok) router.replace(`/setup/${result.value.id}/network`);
    else setFailure(result.error);
  }, [create, region, router]);

  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    void begin();
  }, [begin]);

  if (failure) return <FailureView failure={failure} onRetry={() => void begin()} />;
  return (
    <p role="status" className="flex items-center gap-2 text-base text-muted">
      <Spinner /> Starting…
    </p>
  );
}
