"use client";
import { useSyncExternalStore } from "react";
import { useMounted } from "./use-mounted";

const subscribe = (notify: () => void) => {
  const timer = setInterval(notify, 30_000);
  return () => clearInterval(timer);
};
const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

const format = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

const local = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "long" });

/** "5 minutes ago", with the exact time of this place on hover; before scripts run, the time itself in UTC. `at` is ISO 8601. */
export function TimeAgo({ at }: { at: string }) {
  const words = useSyncExternalStore(
    subscribe,
    () => {
      const seconds = (Date.now() - Date.parse(at)) / 1000;
      for (const [unit, length] of UNITS)
        if (seconds >= length) return format.format(-Math.floor(seconds / length), unit);
      return "just now";
    },
    () => `${at.slice(0, 16).replace("T", " ")} UTC`,
  );
  const mounted = useMounted();
  return (
    <time dateTime={at} title={mounted ? local.format(Date.parse(at)) : at}>
      {words}
    </time>
  );
}
