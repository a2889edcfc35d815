import type { Plan } from "#lib/core/format/plan-format";
import type { PortText } from "#lib/core/network/ports";
import { portsOfRow } from "./row-ports";

/** A harmless call of the AWS CLI by service, to show that the API responds. */
const CALLS: Readonly<Record<string, string>> = {
  ecs: "aws ecs list-clusters",
  "ecr.api": "aws ecr describe-repositories --max-items 1",
  logs: "aws logs describe-log-groups --max-items 1",
  secretsmanager: "aws secretsmanager list-secrets --max-items 1",
  ssm: "aws ssm describe-parameters --max-items 1",
  kms: "aws kms list-keys --max-items 1",
  sts: "aws sts get-caller-identity",
  sqs: "aws sqs list-queues --max-items 1",
  sns: "aws sns list-topics --max-items 1",
  events: "aws events list-event-buses",
  monitoring: "aws cloudwatch list-metrics --max-items 1",
  s3: "aws s3api list-buckets",
  "s3:interface": "aws s3api list-buckets",
  dynamodb: "aws dynamodb list-tables --max-items 1",
};

/** What is proven: the plan's DNS rows, on the ports of its reachability rows. */
type Proven = Pick<Plan, "dns" | "region"> & {
  reachability: readonly { service: string; ports?: readonly PortText[] }[];
};

/** Ports on which a TLS session begins at once: SMTP (SES developer guide), MQTT (IoT Core), CQL (Keyspaces). */
const TLS: readonly PortText[] = [465, 2465, 8883, 9142];

/** Ports of SMTP with STARTTLS (SES developer guide, SMTP endpoint). */
const STARTTLS: readonly PortText[] = [25, 587, 2587];

/** A command that opens a connection: `curl` for HTTPS, `openssl` for other TLS ports, `nc` for the rest and for ranges. */
function connect(name: string, port: number | string): string {
  if (port === 443) return `curl -sS -o /dev/null -w '%{remote_ip} %{http_code}\\n' https://${name}/`;
  const tls = `openssl s_client -brief -connect ${name}:${port} -servername ${name}`;
  if (TLS.includes(port)) return `${tls} </dev/null`;
  if (STARTTLS.includes(port)) return `${tls} -starttls smtp </dev/null`;
  return `nc -vz -w 5 ${name} ${port}`;
}

function expectation(resolutions: readonly string[]): string {
  if (resolutions.includes("unknown")) return "what its names resolve to is not visible in this account";
  if (resolutions.every((after) => after === "public")) return "public addresses, reached by the gateway's route";
  return resolutions.includes("none") ? "no address is expected" : "private addresses of the VPC are expected";
}

/**
 * Commands that show, from an instance or task inside the VPC, that names resolve to the endpoints and that they respond: `dig`, a
 * connection to each port and a call of the AWS CLI for each service.
 */
export function proofCommands(plan: Proven, accountId: string): string {
  const { dns, region } = plan;
  const services = [...new Set(dns.map(({ service }) => service))];
  return services
    .map((service) => {
      const rows = dns.filter((row) => row.service === service);
      const names = rows.map(({ name }) => name.replace("*", service === "ecr.dkr" ? accountId : "test"));
      const ports = portsOfRow(plan.reachability.find((row) => row.service === service) ?? { service });
      const call = Object.hasOwn(CALLS, service) ? CALLS[service] : undefined;
      return [
        `# ${service}: ${expectation(rows.map(({ after }) => after))}`,
        ...names.map((name) => `dig +short ${name}`),
        ...ports.map((port) => connect(names[0] ?? "", port)),
        ...(ports.length === 0 ? ["# Its ports are not known: give them in the intent (ports)."] : []),
        ...(call ? [`${call} --region ${region}`] : []),
      ].join("\n");
    })
    .join("\n\n");
}
