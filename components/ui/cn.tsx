import { twMerge } from "tailwind-merge";

type ClassName = string | false | null | undefined;

/** Joins Tailwind classes; a later class wins over an earlier one of the same property. */
export function cn(...classes: ClassName[]): string {
  return twMerge(...classes);
}
