import type { Change } from "#lib/core/format/plan-format";
import type { Target } from "#lib/core/run/target";

/** What a worker is asked to check: whether these calls would be allowed for this principal. */
export type PermissionQuestion = { target: Target; actor: string; changes: Change[] };
