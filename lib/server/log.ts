import { logger } from "#lib/log/logger";

/** The web process's log. */
export const log = logger({ process: "web", level: "info" });
