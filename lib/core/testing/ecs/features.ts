/** File systems and features of ECS workloads, and what they need. */
import { awslogs, type Case, EC2, ECR, ecrImage, parameter, secret, TRIO } from "./workload";

const volume = (of: object) => ({ taskDefinition: { volumes: [{ name: "data", ...of }] } });
const sidecar = (image: string, more: object = {}) => ({ container: { image, ...more } });
const insights = { settings: [{ name: "containerInsights", value: "enhanced" }] };

export const storageAndFeatures: Case[] = [
  ["EFS", volume({ efsVolumeConfiguration: { fileSystemId: "fs-1" } }), ECR, [/fs-1 needs no endpoint/]],
  [
    "EFS with IAM authorization",
    volume({ efsVolumeConfiguration: { fileSystemId: "fs-2", authorizationConfig: { iam: "ENABLED" } } }),
    ECR,
    [/mount targets are in the VPC/],
  ],
  [
    "FSx with credentials in a secret",
    volume({
      fsxWindowsFileServerVolumeConfiguration: { authorizationConfig: { credentialsParameter: secret() } },
    }),
    `${ECR} fsx secretsmanager`,
  ],
  [
    "FSx with credentials in a parameter",
    volume({
      fsxWindowsFileServerVolumeConfiguration: { authorizationConfig: { credentialsParameter: parameter() } },
    }),
    `${ECR} fsx ssm`,
  ],
  ["a volume of the host", volume({ host: { sourcePath: "/data" } }), ECR],
  ["ECS Exec", { service: { enableExecuteCommand: true } }, `${ECR} ssmmessages`],
  [
    "ECS Exec with key, log group and bucket",
    {
      service: { enableExecuteCommand: true },
      container: { image: "nginx" },
      cluster: {
        configuration: {
          executeCommandConfiguration: {
            kmsKeyId: "alias/exec",
            logging: "OVERRIDE",
            logConfiguration: { cloudWatchLogGroupName: "/exec", s3BucketName: "exec" },
          },
        },
      },
    },
    "kms logs s3 ssmmessages",
    [/Docker Hub/],
  ],
  [
    "a cluster with ECS Exec's key, without ECS Exec in the service",
    { cluster: { configuration: { executeCommandConfiguration: { kmsKeyId: "alias/exec" } } } },
    ECR,
  ],
  [
    "Service Connect on Fargate",
    { service: { deployments: [{ status: "PRIMARY", serviceConnectConfiguration: { enabled: true } }] } },
    `${ECR} ecs-agent`,
  ],
  [
    "Service Connect with logs, in the newest deployment only",
    {
      service: {
        deployments: [
          { status: "ACTIVE", serviceConnectConfiguration: { enabled: false } },
          { status: "PRIMARY", serviceConnectConfiguration: { enabled: true, logConfiguration: awslogs() } },
        ],
      },
    },
    `${ECR} ecs-agent logs`,
  ],
  [
    "Service Connect that was switched off",
    {
      service: {
        deployments: [{ status: "PRIMARY" }, { status: "ACTIVE", serviceConnectConfiguration: { enabled: true } }],
      },
    },
    ECR,
  ],
  ["Container Insights on Fargate", { cluster: insights }, ECR, [/Insights needs no endpoint/]],
  ["Container Insights on EC2", { cluster: insights, service: EC2 }, `${ECR} ${TRIO}`],
  ["the X-Ray daemon", sidecar("amazon/aws-xray-daemon:3"), "xray", [/Docker Hub/]],
  ["the X-Ray daemon in ECR", sidecar(ecrImage("copies/xray-daemon")), `${ECR} xray`],
  ["ADOT", sidecar("public.ecr.aws/aws-observability/aws-otel-collector:latest"), "logs xray", [/ECR Public/]],
  [
    "ADOT for Prometheus",
    sidecar(ecrImage("aws-otel-collector:1"), { command: ["--config=/etc/ecs/ecs-amp.yaml"] }),
    `${ECR} aps-workspaces`,
  ],
  [
    "ADOT with its configuration in the environment",
    sidecar(ecrImage("adot-collector:1"), {
      environment: [{ name: "AOT_CONFIG_CONTENT", value: "exporters: {awsxray: {}}" }],
    }),
    `${ECR} xray`,
  ],
  [
    "ADOT with its configuration in a parameter",
    sidecar(ecrImage("adot-collector:1"), { secrets: [{ name: "AOT_CONFIG_CONTENT", valueFrom: "otel" }] }),
    `${ECR} logs ssm xray`,
    [/collector is configured by the secret/],
  ],
  [
    "the CloudWatch agent",
    sidecar("public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1", {
      environment: [{ name: "CW_CONFIG_CONTENT", value: '{"traces": {}, "metrics": {}}' }],
    }),
    "monitoring xray",
    [/ECR Public/],
  ],
  [
    "the App Mesh proxy",
    sidecar(ecrImage("aws-appmesh-envoy:1", "840364872350")),
    `appmesh-envoy-management ${ECR}`,
    [/840364872350/],
  ],
];
