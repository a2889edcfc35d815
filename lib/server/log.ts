import pino from "pino";

/** The web process's log, as JSON lines on standard error. */
export const log = pino(
  { level: process.env.POSTERN_LOG_LEVEL || "info", base: { process: "web" } },
  pino.destination(2),
);
