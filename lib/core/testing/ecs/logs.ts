/** Log drivers of ECS workloads, and what they need. */
import { awslogs, type Case, EC2, ECR, secret, TRIO } from "./workload";

const firelens = (options: Record<string, string>) => ({ logConfiguration: { logDriver: "awsfirelens", options } });

export const logs: Case[] = [
  [
    "awslogs that creates its group",
    { container: { logConfiguration: awslogs({ "awslogs-create-group": "true" }) } },
    `${ECR} logs`,
  ],
  [
    "awslogs in another Region",
    { container: { logConfiguration: awslogs({ "awslogs-region": "eu-west-1" }) } },
    ECR,
    [/in eu-west-1/],
  ],
  ["awslogs without a Region", { container: { logConfiguration: { logDriver: "awslogs" } } }, `${ECR} logs`],
  ["FireLens to CloudWatch", { container: firelens({ Name: "cloudwatch_logs", region: "us-east-1" }) }, `${ECR} logs`],
  ["FireLens to Firehose", { container: firelens({ Name: "kinesis_firehose" }) }, `${ECR} kinesis-firehose`],
  [
    "FireLens to Kinesis, by Fluentd",
    { container: firelens({ "@type": "kinesis_streams" }) },
    `${ECR} kinesis-streams`,
  ],
  [
    "FireLens to S3 in another Region",
    { container: firelens({ Name: "s3", region: "us-west-2" }) },
    ECR,
    [/us-west-2/],
  ],
  [
    "FireLens to a vendor",
    { container: firelens({ Name: "datadog", Host: "intake.example" }) },
    ECR,
    [/datadog at intake/],
  ],
  [
    "FireLens to OpenSearch",
    { container: firelens({ Name: "opensearch", AWS_Auth: "On" }) },
    ECR,
    [/OpenSearch domain/],
  ],
  ["FireLens by a file", { container: firelens({}) }, ECR, [/configuration file/]],
  [
    "a log router with a file in S3",
    {
      container: {
        image: "public.ecr.aws/aws-observability/aws-for-fluent-bit:stable",
        firelensConfiguration: {
          type: "fluentbit",
          options: { "config-file-type": "s3", "config-file-value": "arn:aws:s3:::conf/fluent.conf" },
        },
      },
    },
    "s3",
    [/ECR Public/, /also routes by arn:aws:s3:::conf/],
  ],
  [
    "splunk with its token in a secret",
    {
      container: {
        logConfiguration: {
          logDriver: "splunk",
          options: { "splunk-url": "https://splunk.corp.example:8088" },
          secretOptions: [{ name: "splunk-token", valueFrom: secret() }],
        },
      },
    },
    `${ECR} secretsmanager`,
    [/splunk\.corp\.example/],
  ],
  ["syslog", { service: EC2, container: { logConfiguration: { logDriver: "syslog" } } }, `${ECR} ${TRIO}`, [/a host/]],
  ["json-file", { service: EC2, container: { logConfiguration: { logDriver: "json-file" } } }, `${ECR} ${TRIO}`],
  ["an unknown driver", { container: { logConfiguration: { logDriver: "loki" } } }, ECR, [/does not know.*loki/]],
];
