import type { Draft } from "./draft";

/** A draft as stored. */
export type StoredDraft = {
  id: string;
  accountId: string;
  /** Goes up by one with every save. */
  revision: number;
  title: string;
  /** Who created it and who saved it last; null: written by a version of Postern that did not record it. */
  createdBy: string | null;
  updatedBy: string | null;
  /** ISO 8601, UTC. */
  updatedAt: string;
  /** The run that was started with it as it is; null: none, or it was edited since. */
  appliedRun: string | null;
  data: Draft;
};
