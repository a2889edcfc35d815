import { z } from "zod";

const schema = z.object({
  /** Where people reach Postern when that is not loopback, such as https://postern.example.com. */
  POSTERN_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .transform((url) => (url ? new URL(url) : null)),
});

export type Settings = { publicUrl: URL | null };

/** The web process's settings, read from the environment. Throws a sentence when one is wrong. */
export function settings(env: Readonly<Record<string, string | undefined>> = process.env): Settings {
  const result = schema.safeParse({ POSTERN_PUBLIC_URL: env.POSTERN_PUBLIC_URL || undefined });
  if (!result.success) throw new Error(`POSTERN_PUBLIC_URL: ${result.error.issues[0]?.message ?? "is wrong"}`);
  return { publicUrl: result.data.POSTERN_PUBLIC_URL };
}
