"use client";
import { useMounted } from "#components/ui/use-mounted";
import { localTime, utc } from "#lib/render/words/time";

/** A point in time where the reader is, with UTC on hover; before scripts run, in UTC. `at` is ISO 8601. */
export function LocalTime({ at, className }: { at: string; className?: string }) {
  const mounted = useMounted();
  return (
    <time dateTime={at} title={utc(at)} className={className}>
      {mounted ? localTime(at) : utc(at)}
    </time>
  );
}
