/** Where containers' logs go, by their log driver (ECS developer guide, "Send Amazon ECS logs to CloudWatch" and "to an AWS service"). */
import { below, type Derived, type Line, needed, noted, nothing, together } from "../derived";
import type { LogConfiguration } from "../model";
import { needsOfRoute } from "./firelens";
import { type Fetch, needsOfSecrets } from "./sensitive";

type Driver = (options: Readonly<Record<string, string>>, line: Line, fetch: Fetch) => Derived;

const onInstance: Driver = () => nothing;

/** A driver that sends logs to a host of the user's, named by one of its options. */
const toHost =
  (option: string): Driver =>
  (options, line) => {
    const host = options[option];
    return noted(
      "note",
      `Logs go to ${host ?? "a host"} by a driver that knows no endpoint: whether that is private depends on where the host is.`,
      below(line, host === undefined ? "options" : `options.${option}`),
    );
  };

const awslogs: Driver = (options, line, { region }) => {
  const there = options["awslogs-region"] ?? region;
  const at = below(line, options["awslogs-region"] === undefined ? "logDriver" : "options.awslogs-region");
  if (there !== region) {
    return noted(
      "public",
      `Logs go to CloudWatch Logs in ${there}: the endpoints of ${region} do not serve that Region, so sending them stays public.`,
      at,
      `Set awslogs-region to ${region}, or create an endpoint for logs in ${there} where AWS offers it across Regions.`,
    );
  }
  if (options["awslogs-endpoint"]) {
    const sentence = `Logs go to ${options["awslogs-endpoint"]}, which the task definition sets as the endpoint of CloudWatch Logs.`;
    return noted("note", sentence, below(line, "options.awslogs-endpoint"));
  }
  const creates = options["awslogs-create-group"] === "true";
  return needed(
    "logs",
    `the awslogs driver ${creates ? "creates its log group in, and " : ""}writes to CloudWatch Logs`,
    at,
  );
};

const DRIVERS: Readonly<Record<string, Driver>> = {
  awslogs,
  awsfirelens: (options, line, { region }) => needsOfRoute(options, below(line, "options"), region),
  splunk: toHost("splunk-url"),
  syslog: toHost("syslog-address"),
  gelf: toHost("gelf-address"),
  fluentd: toHost("fluentd-address"),
  logentries: toHost("logentries-token"),
  "json-file": onInstance,
  journald: onInstance,
  local: onInstance,
  none: onInstance,
};

/** What a container's logging takes. A value that only a secret holds cannot be read: the driver's own default holds. */
export function needsOfLogs(logs: LogConfiguration | undefined, line: Line, fetch: Fetch): Derived {
  if (!logs) return nothing;
  const driver = DRIVERS[logs.logDriver ?? ""];
  const options = logs.options ?? {};
  return together([
    driver
      ? driver(options, line, fetch)
      : noted(
          "note",
          `Postern does not know where the log driver ${logs.logDriver ?? "without a name"} sends logs.`,
          below(line, "logDriver"),
          "Add the service that it uses to the intent manually, if it is AWS's.",
        ),
    needsOfSecrets(logs.secretOptions, below(line, "secretOptions"), fetch),
  ]);
}
