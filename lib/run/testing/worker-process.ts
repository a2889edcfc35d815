/** A worker process for tests: its runs work on the account server that their target names. */
import pino from "pino";
import { migrateOncePossible } from "#lib/server/migrate";
import { launchWorker } from "../worker";
import { remoteGateway } from "./remote-account";
import { hurried } from "./scene";

const databaseUrl = process.env.DATABASE_URL ?? "";
await migrateOncePossible(databaseUrl, () => {});
const worker = await launchWorker({
  databaseUrl,
  settings: hurried,
  log: pino({ level: process.env.POSTERN_LOG_LEVEL || "silent" }),
  gatewayFor: (target) => remoteGateway(target.endpointUrl),
});
process.once("SIGTERM", () => worker.stop().then(() => process.exit(0)));
void worker.lost.then(() => process.exit(1));
process.stdout.write("ready\n");
