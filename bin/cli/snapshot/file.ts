import type { Snapshot } from "#lib/core/network/snapshot";
import { readSnapshotFile } from "#lib/core/snapshot/snapshot-file";
import { UsageError } from "../exit";
import { readJsonFile } from "../intent-file";

/** What the snapshot should be of, as far as a command or an intent says it. */
type Expected = { region?: string; vpcId?: string };

/** Reads what `postern snapshot` wrote, and how to say where that is. Throws `UsageError`. */
export function readSnapshot(file: string, expected: Expected): { snapshot: Snapshot; where: string } {
  const read = readSnapshotFile(readJsonFile(file, { what: "snapshot", option: "--snapshot" }));
  if (!read.ok) {
    throw new UsageError([
      `The snapshot in ${file} cannot be used. Nothing was sent to AWS.`,
      ...read.problems.map((one) => `  ${one}`),
    ]);
  }
  const { snapshot, redacted } = read.file;
  const { region, vpcId } = expected;
  if ((region ?? snapshot.region) !== snapshot.region || (vpcId ?? snapshot.vpc?.id) !== snapshot.vpc?.id) {
    throw new UsageError([
      `The snapshot in ${file} is of ${snapshot.vpc?.id ?? "no VPC"} in ${snapshot.region}, not of ${vpcId ?? "it"} in ${region ?? snapshot.region}.`,
      redacted
        ? "It is redacted, so its ids are others than the account's: use those of the file."
        : "Name the VPC and Region that the snapshot was taken of.",
    ]);
  }
  const when = snapshot.readOn ? `, read on ${snapshot.readOn}` : "";
  return { snapshot, where: `in the ${redacted ? "redacted " : ""}snapshot ${file}${when}` };
}
