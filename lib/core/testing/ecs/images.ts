/** Images of ECS workloads, and what they need. */
import { ACCOUNT, awslogs, type Case, EC2, ECR, ecrImage, TRIO } from "./workload";

const OTHER = "444455556666";

export const images: Case[] = [
  ["ECR and awslogs on Fargate", { container: { logConfiguration: awslogs() } }, `${ECR} logs`],
  ["the same on EC2", { service: EC2, container: { logConfiguration: awslogs() } }, `${ECR} ${TRIO} logs`],
  ["a digest", { container: { image: `${ecrImage("web")}@sha256:${"a".repeat(64)}` } }, ECR],
  ["ECR of another account", { container: { image: ecrImage("web:1", OTHER) } }, ECR, [/account 444455556666.*policy/]],
  [
    "the dual-stack name of ECR",
    { container: { image: `${OTHER}.dkr-ecr.us-east-1.on.aws/a/b` } },
    ECR,
    [/of account/],
  ],
  [
    "the FIPS name of ECR",
    { container: { image: `${ACCOUNT}.dkr.ecr-fips.us-east-1.amazonaws.com/a` } },
    ECR,
    [/FIPS/],
  ],
  [
    "ECR in another Region",
    { container: { image: ecrImage("web", ACCOUNT, "eu-west-1") } },
    "",
    [/in eu-west-1.*public/],
  ],
  ["ECR in another Region and account", { container: { image: ecrImage("w", OTHER, "us-west-2") } }, "", [/us-west-2/]],
  ["ECR Public", { container: { image: "public.ecr.aws/nginx/nginx:1.29" } }, "", [/ECR Public.*stay public/]],
  ["ECR Public by digest", { container: { image: `public.ecr.aws/a/b@sha256:${"0".repeat(64)}` } }, "", [/ECR Public/]],
  ["Docker Hub", { container: { image: "nginx" } }, "", [/Docker Hub.*public/]],
  ["Docker Hub with its host", { container: { image: "docker.io/library/nginx:1.29" } }, "", [/Docker Hub/]],
  ["another registry", { container: { image: "ghcr.io/acme/web:1" } }, "", [/ghcr\.io.*public/]],
  ["a registry with a port", { container: { image: "registry.corp.example:5000/web" } }, "", [/corp\.example:5000/]],
  ["a pull-through cache", { container: { image: ecrImage("docker-hub/library/nginx:1") } }, ECR, [/first pull/]],
  ["another one", { container: { image: ecrImage("ecr-public/nginx/nginx:1") } }, ECR, [/pull-through cache/]],
  ["an image with a placeholder", { container: { image: "<IMAGE1_NAME>" } }, "", [/not a valid image reference/]],
  ["an image in upper case", { container: { image: ecrImage("Web:1") } }, "", [/not a valid image reference/]],
  ["a container without image", { containers: [{ name: "web" }] }, "", [/has no image/]],
  [
    "ECR of another partition",
    { container: { image: ecrImage("web", ACCOUNT, "cn-north-1", "amazonaws.com.cn") } },
    "",
    [/another partition \(aws-cn\)/],
  ],
  [
    "ECR in China, in China",
    { region: "cn-north-1", container: { image: ecrImage("web", ACCOUNT, "cn-north-1", "amazonaws.com.cn") } },
    ECR,
  ],
  [
    "several containers",
    {
      containers: [
        { name: "a", image: ecrImage() },
        { name: "b", image: "nginx" },
      ],
    },
    ECR,
    [/Hub/],
  ],
];
