import type { Draft } from "./draft";

/** A draft as it is kept. */
export type StoredDraft = {
  id: string;
  accountId: string;
  /** Goes up by one with every save. */
  revision: number;
  title: string;
  /** ISO 8601, UTC. */
  updatedAt: string;
  data: Draft;
};
