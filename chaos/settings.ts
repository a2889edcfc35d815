/** How much the suite does: from the environment. */
import { z } from "zod";

const count = (byDefault: number) => z.coerce.number().int().min(0).default(byDefault);

const schema = z.object({
  /** Repeats the same scenarios as far as the timing of processes allows; by default another seed each time. */
  POSTERN_CHAOS_SEED: z.coerce
    .number()
    .int()
    .default(() => Date.now() % 1_000_000),
  /** Kills at random moments. */
  POSTERN_CHAOS_KILLS: count(410),
  /** Kills at boundaries: so many, drawn from all; "all" for each one. */
  POSTERN_CHAOS_BOUNDARIES: z
    .union([z.literal("all").transform(() => Number.POSITIVE_INFINITY), count(100)])
    .default(100),
  /** After this many seconds nothing new starts. */
  POSTERN_CHAOS_SECONDS: count(7_200),
  /** 1 adds scenarios on LocalStack, which take about a minute each. */
  POSTERN_CHAOS_SANDBOX: count(0),
  /** Only the parts whose names hold this: "boundaries", "random", "lost", "failure", "sandbox". */
  POSTERN_CHAOS_ONLY: z.string().default(""),
});

export type Settings = {
  seed: number;
  kills: number;
  boundaries: number;
  seconds: number;
  sandbox: boolean;
  only: string;
};

export function settingsFrom(env: Readonly<Record<string, string | undefined>>): Settings {
  const read = schema.parse(Object.fromEntries(Object.entries(env).filter(([, value]) => value)));
  return {
    seed: read.POSTERN_CHAOS_SEED,
    kills: read.POSTERN_CHAOS_KILLS,
    boundaries: read.POSTERN_CHAOS_BOUNDARIES,
    seconds: read.POSTERN_CHAOS_SECONDS,
    sandbox: read.POSTERN_CHAOS_SANDBOX > 0,
    only: read.POSTERN_CHAOS_ONLY,
  };
}
