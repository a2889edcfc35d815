/** Who may do away with a draft. Whoever may plan may change each: a team works on them together. */

type Owned = { createdBy: string | null };
type Actor = { actor: string; permissions: readonly string[] };

/** Whether somebody may delete a draft, and take its deletion back: who made it, and who may apply. null: nobody knows who made it. */
export const mayDelete = ({ createdBy }: Owned, { actor, permissions }: Actor): boolean =>
  permissions.includes("apply") || createdBy === actor;
