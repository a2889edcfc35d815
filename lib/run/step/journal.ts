import type { Pool } from "pg";
import { oncePossible } from "#lib/database/once-possible";
import { storedRecord } from "#lib/run/engine/queries";
import { stopRequested } from "#lib/run/engine/stop-requests";
import { writeStream } from "#lib/run/engine/workflow";
import { type StepEvent, stepEvent } from "./stored";

/** A run's record while it continues. Waits while the database is away: what cannot be recorded is not done. */
export type Journal = {
  /** What earlier executions of a step wrote, oldest first. */
  events(step: string): Promise<StepEvent[]>;
  /** The same of all steps, by step. */
  allEvents(): Promise<Map<string, StepEvent[]>>;
  /** To be called inside the step. Throws when another worker has taken the run over. */
  write(step: string, event: StepEvent): Promise<void>;
  stopRequested(): Promise<boolean>;
};

const PREFIX = "step/";

/** A stream for each step: steps that write to one stream at the same time would wait for each other. */
const streamOf = (step: string) => `${PREFIX}${step}`;

export function journalOf(pool: Pool, runId: string): Journal {
  return {
    async events(step) {
      const { streams } = await oncePossible(() => storedRecord(pool, runId, streamOf(step)));
      return eventsOf(streams).get(step) ?? [];
    },
    async allEvents() {
      return eventsOf((await oncePossible(() => storedRecord(pool, runId))).streams);
    },
    write: (step, event) => writeStream(streamOf(step), event),
    stopRequested: () => oncePossible(() => stopRequested(pool, runId)),
  };
}

/** What a run's steps wrote, by step, from its streams. */
export function eventsOf(streams: ReadonlyMap<string, readonly unknown[]>): Map<string, StepEvent[]> {
  return new Map(
    [...streams].map(([key, entries]) => [key.slice(PREFIX.length), entries.map((entry) => stepEvent.parse(entry))]),
  );
}
