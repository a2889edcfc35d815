import type { Plan } from "#lib/core/format/plan-format";

/** A harmless call of the AWS CLI by service, to show that the API answers. */
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

/**
 * Commands that show, from an instance or task inside the VPC, that names lead to the endpoints and that they answer: `dig`,
 * `curl` and a call of the AWS CLI for each service.
 */
export function proofCommands({ dns, region }: Pick<Plan, "dns" | "region">, accountId: string): string {
  const services = [...new Set(dns.map(({ service }) => service))];
  return services
    .map((service) => {
      const rows = dns.filter((row) => row.service === service);
      const names = rows.map(({ name }) => name.replace("*", service === "ecr.dkr" ? accountId : "test"));
      const first = names[0] ?? "";
      const privately = rows.some(({ after }) => after !== "public");
      const call = Object.hasOwn(CALLS, service) ? CALLS[service] : undefined;
      return [
        `# ${service}: ${privately ? "private addresses of the VPC are expected" : "public addresses, reached by the gateway's route"}`,
        ...names.map((name) => `dig +short ${name}`),
        `curl -sS -o /dev/null -w '%{remote_ip} %{http_code}\\n' https://${first}/`,
        ...(call ? [`${call} --region ${region}`] : []),
      ].join("\n");
    })
    .join("\n\n");
}
