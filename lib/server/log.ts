import { logger } from "./logger";

/** The web process's log. */
export const log = logger({ process: "web", level: "info" });
