"use client";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { getJson } from "#components/queries";
import type { Result } from "#lib/core/format/failure";
import { type Draft, type DraftPatch, draftPatch } from "#lib/core/intent/draft";
import type { StoredDraft } from "#lib/core/intent/stored-draft";
import { type SaveState, saver } from "./saver";

/** What the wizard needs of a draft. */
export type OpenDraft = Pick<StoredDraft, "id" | "revision" | "data">;

export type SaveAction = (input: { id: string; patch: DraftPatch }) => Promise<Result<{ revision: number }>>;

type DraftContext = {
  id: string;
  draft: Draft;
  /** True once the draft was edited. */
  edited: boolean;
  update(patch: DraftPatch): void;
  /** Saves now what is not saved yet; true when everything is. */
  flush(): Promise<boolean>;
  saveState: SaveState;
};

const Context = createContext<DraftContext | null>(null);

/** The draft that the page is about. */
export function useDraft(): DraftContext {
  const context = useContext(Context);
  if (!context) throw new Error("useDraft needs a DraftProvider around it.");
  return context;
}

const storageKey = (id: string) => `postern:unsaved:${id}`;

/** What an earlier visit could not save any more. */
function unsaved(id: string): DraftPatch {
  try {
    return draftPatch.safeParse(JSON.parse(localStorage.getItem(storageKey(id)) ?? "{}")).data ?? {};
  } catch {
    return {};
  }
}

function keepUnsaved(id: string, pending: DraftPatch): void {
  try {
    if (Object.keys(pending).length === 0) localStorage.removeItem(storageKey(id));
    else localStorage.setItem(storageKey(id), JSON.stringify(pending));
  } catch {
    // Storage may be full or forbidden: then only the server keeps the draft.
  }
}

/** Holds a draft for the pages below: changes show at once, are saved as they come, and arrive from other tabs. */
export function DraftProvider({
  stored,
  save,
  children,
}: {
  stored: OpenDraft;
  save: SaveAction;
  children: ReactNode;
}) {
  const { id } = stored;
  const [draft, setDraft] = useState(stored.data);
  const [revision, setRevision] = useState(stored.revision);
  const [saveState, setSaveState] = useState<SaveState>({ kind: "saved" });
  const known = useRef(stored.revision);
  const channel = useRef<BroadcastChannel | null>(null);

  const saving = useMemo(
    () =>
      saver({
        save: (patch) => save({ id, patch }),
        keep: (pending) => keepUnsaved(id, pending),
        onState: setSaveState,
        onSaved: (next) => {
          known.current = Math.max(known.current, next);
          setRevision(known.current);
          channel.current?.postMessage(next);
        },
      }),
    [id, save],
  );

  const update = useCallback(
    (patch: DraftPatch) => {
      setDraft((current) => ({ ...current, ...patch }));
      saving.put(patch);
    },
    [saving],
  );

  useEffect(() => {
    const patch = unsaved(id);
    if (Object.keys(patch).length > 0) update(patch);
  }, [id, update]);

  useEffect(() => {
    const takeOver = async () => {
      const now = await getJson<OpenDraft>(`/api/drafts/${id}`).catch(() => null);
      if (!now || now.revision <= known.current) return;
      known.current = now.revision;
      setRevision(now.revision);
      setDraft({ ...now.data, ...saving.pending() });
    };
    const onReturn = () => {
      if (document.visibilityState === "visible") void takeOver();
      else void saving.flush();
    };
    // The page may have been read while the last save of the page before, which a reload cuts short, was still under way.
    void takeOver();
    const others = new BroadcastChannel(`postern:draft:${id}`);
    others.onmessage = () => void takeOver();
    channel.current = others;
    document.addEventListener("visibilitychange", onReturn);
    return () => {
      others.close();
      document.removeEventListener("visibilitychange", onReturn);
    };
  }, [id, saving]);

  const value = useMemo(
    () => ({ id, draft, edited: revision > 1, update, flush: saving.flush, saveState }),
    [id, draft, revision, update, saving, saveState],
  );
  return <Context.Provider value={value}>{children}</Context.Provider>;
}
