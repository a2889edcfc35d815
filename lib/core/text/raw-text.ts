import { z } from "zod";

// Pages forbid eval, so zod must not compile schemas; said here because this module is evaluated before those that define forms.
z.config({ jitless: true });

/** Text as entered: anything that PostgreSQL's jsonb can hold. */
export const rawText = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/^[^\0\p{Cs}]*$/u, "holds characters that cannot be stored");
