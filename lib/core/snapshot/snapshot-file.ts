/** A snapshot in a file: what Postern has read of a VPC, for planning and checking without the account. */
import { z } from "zod";
import type { Snapshot } from "#lib/core/network/snapshot";
import { snapshotSchema } from "./schema";

const FORMAT = "postern.snapshot";

/** Raised when the shape changes so that older Posterns cannot read it, or would misread it. */
const VERSION = 1;

/** `redacted`: ids are mapped, names, tags, descriptions and account ids are left out (`redact.ts`). */
export type SnapshotFile = { format: `postern.snapshot/${number}`; redacted: boolean; snapshot: Snapshot };

export const snapshotFile = (snapshot: Snapshot, redacted: boolean): SnapshotFile => ({
  format: `${FORMAT}/${VERSION}`,
  redacted,
  snapshot,
});

export type ReadFile = { ok: true; file: SnapshotFile } | { ok: false; problems: string[] };

const envelope = z.strictObject({
  format: z.literal(`${FORMAT}/${VERSION}`),
  redacted: z.boolean(),
  snapshot: snapshotSchema,
});

/** Reads a file's JSON. What is wrong with it comes as sentences: another format or version, or what was edited. */
export function readSnapshotFile(json: unknown): ReadFile {
  const written = typeof json === "object" && json !== null && "format" in json ? json.format : undefined;
  const [, version] = /^postern\.snapshot\/(\d+)$/.exec(String(written)) ?? [];
  if (version === undefined) {
    return problem(
      `It is no snapshot of Postern: its format is not ${FORMAT}/${VERSION}. Write one with postern snapshot.`,
    );
  }
  if (Number(version) > VERSION) {
    return problem(
      `It was written by a newer Postern (format ${version}, this one reads ${VERSION}): update this one.`,
    );
  }
  if (Number(version) < VERSION) {
    return problem(`It was written by an older Postern (format ${version}, this one reads ${VERSION}): write it anew.`);
  }
  const { data, error } = envelope.safeParse(json);
  if (data) return { ok: true, file: data as SnapshotFile };
  const problems = error.issues.slice(0, MOST).map(({ path, message }) => `${pathText(path)}: ${message}`);
  const more = error.issues.length - problems.length;
  return { ok: false, problems: [...problems, ...(more > 0 ? [`and ${more} more`] : [])] };
}

const MOST = 10;

const problem = (sentence: string): ReadFile => ({ ok: false, problems: [sentence] });

/** `snapshot.subnets[3].cidr` */
function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`,
    "",
  );
}
