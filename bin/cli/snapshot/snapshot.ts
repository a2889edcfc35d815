import { randomUUID } from "node:crypto";
import { notChecked } from "#lib/core/format/not-checked";
import { redacted } from "#lib/core/snapshot/redact/redact";
import { snapshotFile } from "#lib/core/snapshot/snapshot-file";
import { counted } from "#lib/core/text/phrases";
import { escapedJson } from "#lib/core/text/untrusted";
import { EXIT, type ExitCode, UsageError } from "../exit";
import { report, write } from "../output";
import { notCheckedLines } from "../summary";
import { readVpc } from "../vpc";

export type SnapshotOptions = { vpc: string; region: string; out?: string; redact: boolean };

/** `postern snapshot`: all that Postern reads of a VPC, as a file for `--snapshot`. The key of a redaction is kept nowhere. */
export async function snapshotCommand({ vpc, region, out, redact }: SnapshotOptions): Promise<ExitCode> {
  const read = await readVpc({ vpc, region });
  if (!read.vpc)
    throw new UsageError([`There is no ${vpc} in ${region} of account ${read.accountId}. Nothing was written.`]);
  const snapshot = redact ? redacted(read, randomUUID()) : read;
  write(escapedJson(snapshotFile(snapshot, redact), 2), out);
  report([
    `${redact ? "Redacted snapshot" : "Snapshot"} of ${vpc} in ${region}: ${counted(read.subnets.length, "subnet")}, ${counted(read.endpoints.length, "endpoint")}, ${counted(read.networkInterfaces.length, "interface")}${out ? `, in ${out}` : ""}.`,
    ...(redact
      ? [
          "Look through the file before you share it: its structure, sizes, ports and services are those of the account.",
        ]
      : [
          "It holds ids, names, tags, descriptions and addresses of the account. To share it, write one with --redact.",
        ]),
    ...notCheckedLines(notChecked(read)),
  ]);
  return EXIT.done;
}
