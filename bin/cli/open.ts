import { LINK_MINUTES } from "#lib/server/auth/session-link";
import { dataDir } from "../setup/paths.mjs";
import { freshLink } from "../start/link";
import { EXIT, type ExitCode, UsageError } from "./exit";
import { report } from "./output";

/** `postern open`: a new link into the Postern that runs on this data folder. */
export async function openCommand(): Promise<ExitCode> {
  const found = await freshLink(dataDir());
  if ("none" in found) {
    throw new UsageError([
      found.none === "starting"
        ? "Postern is starting here: it will print a link."
        : `No Postern runs on ${dataDir()}. Start it with npm start, which prints a link.`,
    ]);
  }
  process.stdout.write(`${found.link}\n`);
  report([`It works once, within ${LINK_MINUTES} minutes.`]);
  return EXIT.done;
}
