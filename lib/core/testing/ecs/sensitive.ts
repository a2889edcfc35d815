/** Secrets and files of ECS workloads, and what they need. */
import { type Case, EC2, ECR, parameter, secret, secrets, TRIO } from "./workload";

export const sensitive: Case[] = [
  ["a secret", { container: secrets(secret()) }, `${ECR} secretsmanager`],
  ["a parameter by ARN", { container: secrets(parameter()) }, `${ECR} ssm`],
  ["a parameter by name", { container: secrets("/web/key") }, `${ECR} ssm`],
  ["a secret of another Region", { container: secrets(secret("eu-west-1")) }, ECR, [/in Secrets Manager in eu-west-1/]],
  ["a parameter of another Region", { container: secrets(parameter("eu-west-1")) }, ECR, [/eu-west-1.*public/]],
  ["a secret of another partition", { container: secrets(secret("cn-north-1", "aws-cn")) }, ECR, [/another partition/]],
  ["a broken ARN", { container: secrets("arn:aws:secretsmanager") }, ECR, [/not a valid ARN/]],
  ["an ARN of DynamoDB", { container: secrets("arn:aws:dynamodb:us-east-1:1:table/t") }, ECR, [/only Secrets Manager/]],
  [
    "environment files",
    { container: { image: "nginx", environmentFiles: [{ type: "s3", value: "arn:aws:s3:::conf/web.env" }] } },
    "s3",
    [/Docker Hub/],
  ],
  [
    "an environment file of another partition",
    { container: { environmentFiles: [{ type: "s3", value: "arn:aws-cn:s3:::conf/web.env" }] } },
    ECR,
    [/another partition/],
  ],
  [
    "a private registry with credentials",
    { container: { image: "registry.example/web", repositoryCredentials: { credentialsParameter: secret() } } },
    "secretsmanager",
    [/registry\.example/],
  ],
  [
    "a private registry with credentials by name",
    { container: { image: "acme/web", repositoryCredentials: { credentialsParameter: "hub" } } },
    "secretsmanager",
    [/Docker Hub/],
  ],
  [
    "credential specs",
    { service: EC2, container: { credentialSpecs: [`credentialspec:${parameter()}`] } },
    `${ECR} ${TRIO} ssm`,
  ],
  [
    "credential specs without a domain",
    { container: { image: "nginx", credentialSpecs: ["credentialspecdomainless:arn:aws:s3:::conf/gmsa.json"] } },
    "s3",
    [/Docker Hub/],
  ],
];
