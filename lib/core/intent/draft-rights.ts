/** Who may delete a draft. Everybody who may plan may change it: a team works on drafts together. */

type Owned = { createdBy: string | null };
type Actor = { actor: string; permissions: readonly string[] };

/** Whether a person may delete a draft, and restore it: its creator, and people who may apply. null: its creator is not known. */
export const mayDelete = ({ createdBy }: Owned, { actor, permissions }: Actor): boolean =>
  permissions.includes("apply") || createdBy === actor;
