/** The command `postern`. Results go to standard output, messages to standard error. Commands load only what they need. */
import { Command, InvalidArgumentError, Option } from "commander";
import { type Workload, workloads } from "#lib/core/intent/catalogue";
import type { Intent } from "#lib/core/intent/intent";
import { visibleLines } from "#lib/core/text/untrusted";
import { FORMATS } from "#lib/render/format";
import { EXIT, type ExitCode } from "./exit";
import { errorLines, report } from "./output";

type Risk = Intent["acceptedRisks"][number];
const WORKLOADS = Object.keys(workloads) as Workload[];
const RISKS: readonly Risk[] = ["blast-radius"];

function risk(text: string, before: Risk[]): Risk[] {
  const known = RISKS.find((one) => one === text);
  if (!known) throw new InvalidArgumentError(`Known risks: ${RISKS.join(", ")}.`);
  return [...before, known];
}

const repeated = (text: string, before: string[]): string[] => [...before, text];

const intentFile = () =>
  new Option("--intent <file>", "the intent, a JSON file; - for standard input").makeOptionMandatory();
const accept = () => new Option("--accept <risk>", "accept a risk: blast-radius").argParser(risk).default([], "none");
const yes = () => new Option("--yes", "change the account without asking");

/** What a command returns becomes the exit code; what it throws is reported as a message. */
function ending<Args extends unknown[]>(command: (...args: Args) => Promise<ExitCode>) {
  return async (...args: Args): Promise<void> => {
    try {
      process.exitCode = await command(...args);
    } catch (error) {
      report(errorLines(error));
      process.exitCode = EXIT.failed;
    }
  };
}

const program = new Command("postern")
  .description("Private access to AWS APIs through VPC endpoints: plan it, see it, apply it, roll it back.")
  .showHelpAfterError("(postern --help says more)")
  .configureOutput({ writeErr: (text) => process.stderr.write(visibleLines(text)) })
  .addHelpText(
    "after",
    "\nExit codes: 0 nothing to do, or done; 1 failure; 2 changes pending (plan) or problems found (check); 3 blocked by findings.",
  );

program
  .command("plan")
  .description("show what would change, why, what it risks and what it costs; changes nothing")
  .option("--intent <file>", "the intent, a JSON file; - for standard input")
  .option("--run <run>", "instead the intent of an earlier run: what is missing of it today")
  .option("--snapshot <file>", "instead of the account, what postern snapshot wrote of it")
  .addOption(new Option("--format <format>", "format of the plan").choices([...FORMATS]).default("json"))
  .option("--out <file>", "write to this file instead of standard output")
  .addOption(accept())
  .action(ending(async (options) => (await import("./plan")).planCommand(options)));

program
  .command("apply")
  .description("plan again and apply the plan; progress on standard error, the result as JSON on standard output")
  .addOption(intentFile())
  .addOption(yes())
  .option("--fingerprint <hex>", "only if the plan is still the one with this fingerprint")
  .option("--rollback-on-failure", "roll everything back when a step fails", false)
  .addOption(accept())
  .action(ending(async (options) => (await import("./apply")).applyCommand(options)));

program
  .command("check")
  .description("report what is found in a VPC as it is today")
  .option("--vpc <id>", "the VPC")
  .option("--region <code>", "its Region")
  .option("--snapshot <file>", "instead of the account, what postern snapshot wrote of it")
  .option("--cluster <name>", "instead of a VPC, an ECS cluster: what its services need, and why tasks stopped")
  .option("--service <name>", "only this service of the cluster; may be repeated", repeated, [])
  .option("--services <list>", "services its workloads need, such as ecs,ecr.api; by default those with endpoints")
  .addOption(
    new Option("--workload <kind>", "check what this kind of workload needs, where it runs").choices(WORKLOADS),
  )
  .action(
    ending(async (options) =>
      options.cluster === undefined
        ? (await import("./check")).checkCommand(options)
        : (await import("./needs/check-cluster")).checkClusterCommand(options),
    ),
  );

program
  .command("needs")
  .description("print the endpoints that ECS services need, as an intent for postern plan; notes on standard error")
  .requiredOption("--cluster <name>", "the ECS cluster")
  .option("--service <name>", "only this service of it; may be repeated", repeated, [])
  .requiredOption("--region <code>", "its Region")
  .addOption(
    new Option("--format <format>", "an intent, or a table with reasons").choices(["json", "text"]).default("json"),
  )
  .action(ending(async (options) => (await import("./needs/needs")).needsCommand(options)));

program
  .command("import")
  .description("print the endpoints that a VPC has as an intent, whose plan is empty; changes nothing")
  .option("--vpc <id>", "the VPC")
  .option("--region <code>", "its Region")
  .option("--snapshot <file>", "instead of the account, what postern snapshot wrote of it")
  .option("--services <list>", "only these, such as ecs,ecr.api; by default all that have endpoints")
  .option("--out <file>", "write to this file instead of standard output")
  .action(ending(async (options) => (await import("./import")).importCommand(options)));

program
  .command("snapshot")
  .description("write all that the other commands read of a VPC, for their --snapshot; changes nothing")
  .requiredOption("--vpc <id>", "the VPC")
  .requiredOption("--region <code>", "its Region")
  .option("--out <file>", "write to this file instead of standard output")
  .option("--redact", "replace ids and addresses, and leave out names, tags, descriptions and account ids", false)
  .action(ending(async (options) => (await import("./snapshot/snapshot")).snapshotCommand(options)));

program
  .command("runs")
  .argument("[run]", "id of one run")
  .description("list runs, the newest first, or show one in full")
  .addOption(new Option("--format <format>", "output format").choices(["json", "text"]).default("json"))
  .option("--vpc <id>", "only those in this VPC")
  .option("--region <code>", "only those in this Region")
  .option("--account <id>", "only those in this account")
  .option("--status <status>", "only those that are: queued, running, succeeded, failed, refused, stopped, …")
  .option("--kind <kind>", "only apply, or only rollback")
  .option("--by <actor>", "only those that this person or role started")
  .option(
    "--search <text>",
    "only those with this in their id or actor, or that named or created a resource of this id",
  )
  .option("--limit <n>", "at most this many, up to 200; 50 by default")
  .option("--after <place>", "continue where an earlier list ended")
  .option(
    "--lost",
    "those whose resources are in the account and that the database has no record of; with --vpc, --region",
  )
  .action(
    ending(async (id: string | undefined, { lost, ...options }) =>
      lost
        ? (await import("./runs/lost")).lostCommand(id, options)
        : (await import("./runs/runs")).runsCommand(id, options),
    ),
  );

program
  .command("adopt")
  .argument("<run>", "id of a run whose record is lost: postern runs --lost")
  .description(
    "recover the record of a lost run from the resources that carry its tags; changes nothing in the account",
  )
  .requiredOption("--vpc <id>", "the VPC")
  .requiredOption("--region <code>", "its Region")
  .action(ending(async (id: string, options) => (await import("./runs/lost")).recoverCommand(id, options)));

program
  .command("rollback")
  .argument("<run>", "id of the run")
  .description("show what rolling a run back would do, or with --yes roll it back; what existed before it stays")
  .addOption(yes())
  .action(ending(async (id: string, options) => (await import("./runs/rollback")).rollbackCommand(id, options)));

program
  .command("open")
  .description("print a new sign-in link for the Postern that runs here; it works once")
  .action(ending(async () => (await import("./open")).openCommand()));

program
  .command("iam")
  .argument("[side]", "read or apply: only that policy, as JSON")
  .description("print the IAM policies that Postern needs, one for reads and one for changes; calls nothing")
  .option("--intent <file>", "for the Region, the VPC and the services of an intent")
  .option("--service <name>", "only for this service, such as ecs; may be repeated", repeated, [])
  .option("--region <code>", "only in this Region")
  .option("--vpc <id>", "only in this VPC")
  .option("--account <id>", "only in this account")
  .option("--essential", "leave out the reads that Postern does not need", false)
  .addOption(new Option("--format <format>", "output format").choices(["text", "json"]).default("text"))
  .action(ending(async (side: string | undefined, options) => (await import("./iam")).iamCommand(side, options)));

program
  .command("doctor")
  .description("check what Postern needs, and report what is wrong and what to do; changes nothing")
  .addOption(new Option("--format <format>", "how it is written").choices(["text", "json"]).default("text"))
  .action(ending(async (options) => (await import("./doctor")).doctorCommand(options)));

program
  .command("start")
  .description("start Postern with its pages: [--sandbox] [--port N] [--host ADDRESS] [--only web|worker]")
  .allowUnknownOption()
  .allowExcessArguments()
  .action(async () => {
    await import("../bootstrap.mjs");
  });

// A reader that has seen enough (`postern plan … | head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

await program.parseAsync();
