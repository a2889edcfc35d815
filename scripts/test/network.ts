/** Checks that the browser tests' processes connect only to this machine. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Outcome } from "./context";

const PRELOAD = new URL("network-log.mjs", import.meta.url).href;

/** Processes that must have been watched for a valid result. */
const WATCHED = { build: /next\S* build$/, web: /bin\/web\.mjs/, worker: /worker\/main\.ts/ };

export type NetworkWatch = {
  /** For every process that is to be watched. */
  env: { NODE_OPTIONS: string; POSTERN_NETWORK_LOG: string };
  /** One test: passed when no process connected to another machine or resolved a name. */
  outcome(report: (text: string) => void): Outcome;
};

export function networkWatch(dir: string, nodeOptions = ""): NetworkWatch {
  const log = join(dir, "network.jsonl");
  return {
    env: { NODE_OPTIONS: `${nodeOptions} --import ${PRELOAD}`.trim(), POSTERN_NETWORK_LOG: log },
    outcome(report) {
      const lines = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
      const entries = lines.map((line) => JSON.parse(line) as { process: string[]; how: string; where?: string });
      const started = entries.filter(({ how }) => how === "started").map(({ process }) => process.join(" "));
      const unseen = Object.entries(WATCHED).flatMap(([name, form]) =>
        started.some((one) => form.test(one)) ? [] : [name],
      );
      const away = entries.flatMap(({ process, how, where }) =>
        where ? [`${process.join(" ")}: ${how} ${where}`] : [],
      );
      if (unseen.length + away.length === 0) return { passed: 1, failed: 0 };
      if (unseen.length > 0) report(`The network of these was not watched: ${unseen.join(", ")}.`);
      if (away.length > 0) report(["Connections that leave this machine:", ...new Set(away)].join("\n  "));
      return { passed: 0, failed: 1 };
    },
  };
}
