import { type Failure, type Result, refusalSaid } from "#lib/core/format/failure";
import type { DraftPatch } from "#lib/core/intent/draft";

export type SaveState =
  | { kind: "saved" }
  | { kind: "saving" }
  /** The last attempt failed; unsaved changes are kept in this browser and retried. */
  | { kind: "failed"; failure: Failure };

export type Saver = {
  /** Notes fields to be saved, soon. */
  put(patch: DraftPatch): void;
  /** Saves now what is noted; true when everything is saved. */
  flush(): Promise<boolean>;
  /** Fields that are not saved yet. */
  pending(): DraftPatch;
};

type Timers = { set(run: () => void, milliseconds: number): unknown; clear(timer: unknown): void };

const browserTimers: Timers = {
  set: (run, milliseconds) => setTimeout(run, milliseconds),
  clear: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};

const PAUSE = 300;
const RETRY = 4000;

/**
 * Saves a draft during editing: after a pause, one call at a time, in order, so that a slow response cannot overtake a
 * later one. What a failed call carried is sent again with what came since; of one field the latest value counts. `keep` is
 * called with all unsaved changes, each time they change.
 */
export function saver({
  save,
  keep,
  onState,
  onSaved,
  timers = browserTimers,
}: {
  save: (patch: DraftPatch) => Promise<Result<{ revision: number }>>;
  keep: (pending: DraftPatch) => void;
  onState: (state: SaveState) => void;
  onSaved: (revision: number) => void;
  timers?: Timers;
}): Saver {
  let waiting: DraftPatch = {};
  let sent: DraftPatch = {};
  let timer: unknown = null;
  let underWay: Promise<boolean> | null = null;

  const pending = () => ({ ...sent, ...waiting });
  const isEmpty = (patch: DraftPatch) => Object.keys(patch).length === 0;
  const later = (milliseconds: number) => {
    if (timer !== null) timers.clear(timer);
    timer = timers.set(() => void flush(), milliseconds);
  };

  async function send(): Promise<boolean> {
    sent = waiting;
    waiting = {};
    onState({ kind: "saving" });
    const result = await save(sent).catch(
      (cause: unknown): Result<{ revision: number }> => ({ ok: false, error: refusalSaid(cause) ?? AWAY }),
    );
    if (!result.ok) waiting = { ...sent, ...waiting };
    sent = {};
    keep(waiting);
    if (!result.ok) {
      onState({ kind: "failed", failure: result.error });
      if (RETRIED.has(result.error.code)) later(RETRY);
      return false;
    }
    onSaved(result.value.revision);
    return isEmpty(waiting) || send();
  }

  function flush(): Promise<boolean> {
    if (timer !== null) timers.clear(timer);
    timer = null;
    if (underWay) return underWay;
    if (isEmpty(waiting)) return Promise.resolve(true);
    underWay = send().then((all) => {
      underWay = null;
      if (all) onState({ kind: "saved" });
      return all;
    });
    return underWay;
  }

  return {
    put(patch) {
      waiting = { ...waiting, ...patch };
      keep(pending());
      onState({ kind: "saving" });
      if (!underWay) later(PAUSE);
    },
    flush,
    pending,
  };
}

/** Failures that may pass by themselves. */
const RETRIED = new Set(["postern-away", "database", "unexpected", "not-signed-in"]);

const AWAY: Failure = {
  code: "postern-away",
  sentence: "Postern does not respond.",
  nextStep: "Check the window where npm start runs, or start it again. What you entered is kept in this browser.",
  detail: null,
};
