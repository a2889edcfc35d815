/** The worker process: executes runs. It alone has the rights to change resources in AWS. */

import { applyTarget } from "#lib/aws/client/target";
import { writeGateway } from "#lib/aws/ec2-writer";
import { DATABASE_AWAY_CODE, unavailabilityIn } from "#lib/database/database-away";
import { logger } from "#lib/log/logger";
import { migrateOncePossible } from "#lib/run/engine/migrate";
import { launchWorker } from "#lib/run/worker";

const log = logger({ process: "worker", level: "info", sync: true });

async function main(): Promise<void> {
  const databaseUrl = process.env.DATABASE_URL;
  if (!databaseUrl) throw new Error("DATABASE_URL is not set: it names the PostgreSQL that holds drafts and runs.");
  await migrateOncePossible(databaseUrl, (error) => log.warn({ err: error }, "waiting for the database"));
  const worker = await launchWorker({
    databaseUrl,
    gatewayFor: (target, actor) => writeGateway(applyTarget(target, actor, process.env)),
    log,
  });

  const stop = async (signal: NodeJS.Signals) => {
    log.info({ signal }, "worker stops");
    await worker.stop();
    process.exit(0);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  worker.lost.then(() => {
    // Another worker may take this one's runs over from now on.
    log.error("the connection to the database is lost");
    process.exit(DATABASE_AWAY_CODE);
  });
  process.stdout.write("ready\n");
}

/** Ends the process. A database outage is no crash of the worker: its supervisor need not count it. */
function fail(error: unknown, what: string): never {
  log.fatal({ err: error }, what);
  process.exit(unavailabilityIn(error) ? DATABASE_AWAY_CODE : 1);
}

process.on("uncaughtException", (error) => fail(error, "worker cannot continue"));
main().catch((error: unknown) => fail(error, "worker cannot start"));
