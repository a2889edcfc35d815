/** A worker process for tests: its runs work on the account server that their target names. */
import pino from "pino";
import { launchWorker } from "../worker";
import { remoteGateway } from "./remote-account";
import { hurried } from "./scene";

const worker = await launchWorker({
  databaseUrl: process.env.DATABASE_URL ?? "",
  settings: hurried,
  log: pino({ level: process.env.POSTERN_LOG_LEVEL || "silent" }),
  gatewayFor: (target) => remoteGateway(target.endpointUrl),
});
process.once("SIGTERM", () => worker.stop().then(() => process.exit(0)));
process.stdout.write("ready\n");
