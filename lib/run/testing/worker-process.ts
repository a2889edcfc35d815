/** A worker process for tests: its runs work on the account server that their target names. */
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import pino from "pino";
import { launchWorker } from "../worker";
import { remoteGateway } from "./remote-account";
import { fastSettings } from "./scenario";

const databaseUrl = process.env.DATABASE_URL ?? "";
await untilThere();
const worker = await launchWorker({
  databaseUrl,
  settings: fastSettings,
  log: pino({ level: process.env.POSTERN_LOG_LEVEL || "silent" }),
  gatewayFor: (target) => remoteGateway(target.endpointUrl),
});
process.once("SIGTERM", () => worker.stop().then(() => process.exit(0)));
void worker.lost.then(() => process.exit(1));
process.stdout.write("ready\n");

/** A worker may be started while the database is away. */
async function untilThere(): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on("error", () => {});
  try {
    await client.connect();
  } catch {
    await sleep(100);
    return untilThere();
  } finally {
    await client.end();
  }
}
