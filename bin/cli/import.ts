import { importIntent } from "#lib/core/import/import-intent";
import { escapedJson } from "#lib/core/text/untrusted";
import { EXIT, type ExitCode, UsageError } from "./exit";
import { report, write } from "./output";
import { type NamedVpc, readOrOpen, servicesIn } from "./vpc";

export type ImportOptions = NamedVpc & { services?: string; out?: string };

/** `postern import`: the endpoints that a VPC has, as an intent on standard output, and what it does not say on standard error. */
export async function importCommand(options: ImportOptions): Promise<ExitCode> {
  const services = servicesIn(options.services);
  const snapshot = await readOrOpen(options);
  if (!snapshot.vpc)
    throw new UsageError([`There is no ${options.vpc} in ${snapshot.region} of account ${snapshot.accountId}.`]);
  const { intent, notes } = importIntent(snapshot, services);
  if (!intent) throw new UsageError(notes);
  write(escapedJson(intent, 2), options.out);
  report(notes);
  return EXIT.done;
}
