/** Exit codes. Blocked wins over pending. */
export const EXIT = { done: 0, failed: 1, pending: 2, blocked: 3 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A mistake in the command or its input: its lines are printed, nothing has been sent to AWS. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  constructor(readonly lines: readonly string[]) {
    super(lines.join("\n"));
  }
}
