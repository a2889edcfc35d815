import { z } from "zod";

/** Text as typed: anything that PostgreSQL's jsonb can hold. */
export const typed = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/^[^\0\p{Cs}]*$/u, "holds characters that cannot be kept");
