import { describe, expect, it } from "vitest";
import { explainStop } from "./explain";
import { explainStops } from "./stopped";

const INIT = "ResourceInitializationError: unable to pull secrets or registry auth: ";
const PULL = "CannotPullContainerError: ";
const ECR = "111122223333.dkr.ecr.us-east-1.amazonaws.com";
const API =
  'operation error ECR: GetAuthorizationToken, exceeded maximum number of attempts, 3, request send failed, Post "https://api.ecr.us-east-1.amazonaws.com/": dial tcp 52.46.1.2:443: i/o timeout';

/** Reason, and the services whose private path it needs. */
const network: readonly (readonly [string, string])[] = [
  [
    `${INIT}The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration. ${API}`,
    "ecr.api",
  ],
  [
    `${INIT}execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request failed caused by: Post https://api.ecr.us-east-1.amazonaws.com/: dial tcp 1.2.3.4:443: i/o timeout`,
    "ecr.api",
  ],
  [
    `${INIT}unable to retrieve secret from asm: There is a connection issue between the task and AWS Secrets Manager. Check your task network configuration.`,
    "secretsmanager",
  ],
  [
    `${INIT}execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 5 time(s): context deadline exceeded`,
    "secretsmanager",
  ],
  [
    `${INIT}execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 5 time(s): RequestCanceled: request context canceled caused by: context deadline exceeded`,
    "ssm",
  ],
  [
    `${INIT}unable to retrieve secrets from ssm: The task cannot pull secrets from AWS Systems Manager. There is a connection issue between the task and AWS Systems Manager Parameter Store.`,
    "ssm",
  ],
  [
    "ResourceInitializationError: failed to download env files: file download command: non empty error stream: RequestCanceled: request context canceled caused by: context deadline exceeded",
    "s3",
  ],
  [
    "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: RequestError: send request failed caused by: Post https://logs.us-east-1.amazonaws.com/: dial tcp 1.2.3.4:443: i/o timeout: exit status 1",
    "logs",
  ],
  ["ResourceInitializationError: failed to validate logger args: : signal: killed", "logs"],
  [
    "ResourceInitializationError: failed to validate logger args: The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. Check your network configuration.",
    "logs",
  ],
  [
    `${PULL}The task cannot pull 'web' from the Amazon ECR repository '${ECR}/web'. There is a connection issue between the task and Amazon ECR. Check your task network configuration.`,
    "ecr.api ecr.dkr s3",
  ],
  [`${PULL}The task can’t pull the image. Check your network configuration`, "ecr.api ecr.dkr s3"],
  [
    `${PULL}API error (500): Get https://${ECR}/v2/: net/http: request canceled while waiting for connection`,
    "ecr.api ecr.dkr s3",
  ],
  [
    `${PULL}Error response from daemon: Get "https://${ECR}/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)`,
    "ecr.api ecr.dkr s3",
  ],
  [
    `${PULL}pull image manifest has been retried 5 time(s): failed to resolve ref ${ECR}/web:7: failed to do request: Head "https://${ECR}/v2/web/manifests/7": dial tcp 1.2.3.4:443: i/o timeout`,
    "ecr.api ecr.dkr s3",
  ],
  [
    `${PULL}ref pull has been retried 5 time(s): failed to copy: httpReaderSeeker: failed open: failed to do request: Get "https://prod-us-east-1-starport-layer-bucket.s3.us-east-1.amazonaws.com/ab": dial tcp 52.216.1.2:443: i/o timeout`,
    "s3",
  ],
  [`${PULL}pull command failed: panic: runtime error: invalid memory address or nil pointer dereference`, "s3"],
  [`${PULL}Context canceled`, "ecr.api ecr.dkr s3"],
  [
    'CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch log stream: RequestError: send request failed caused by: Post "https://logs.us-east-1.amazonaws.com/": dial tcp: i/o timeout',
    "logs",
  ],
  [
    `${INIT}RequestError: send request failed caused by: Post "https://api.ecr.us-east-1.amazonaws.com/": dial tcp: lookup api.ecr.us-east-1.amazonaws.com on 10.40.0.10:53: no such host`,
    "ecr.api",
  ],
  [
    'service (web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 1234) encountered error "AGENT".',
    "ecs ecs-agent ecs-telemetry",
  ],
  [
    "service (web) was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster.",
    "ecs ecs-agent ecs-telemetry",
  ],
  [
    `service (web) was unable to place a task. Reason: ${INIT}There is a connection issue between the task and Amazon ECR. Check your task network configuration.`,
    "ecr.api",
  ],
  ["Post https://sqs.us-east-1.amazonaws.com/: dial tcp 1.2.3.4:443: i/o timeout", "sqs"],
];

/** Of the network, but no endpoint helps. */
const elsewhere: readonly (readonly [string, RegExp])[] = [
  [
    `${PULL}Error response from daemon: Get "https://registry-1.docker.io/v2/": net/http: request canceled while waiting for connection`,
    /registry-1\.docker\.io.*no endpoint/,
  ],
  [
    `${PULL}failed to resolve reference "public.ecr.aws/nginx/nginx:1": failed to do request: Head "https://public.ecr.aws/v2/": dial tcp 1.2.3.4:443: i/o timeout`,
    /public\.ecr\.aws.*no endpoint/,
  ],
  [
    "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: mount.nfs4: Connection timed out : unsuccessful EFS utils command execution; code: 32",
    /EFS file system.*no endpoint/,
  ],
];

const others: readonly (readonly [string, RegExp])[] = [
  ["Essential container in task exited", /ended/],
  ["OutOfMemoryError: Container killed due to memory usage", /memory/],
  [
    "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/web/1)",
    /health checks/,
  ],
  ["Scaling activity initiated by (deployment ecs-svc/1)", /on purpose/],
  ["Task stopped by user", /on purpose/],
  ["Host EC2 (instance i-1234) terminated.", /container instance was stopped/],
  [
    `${PULL}The task can’t pull the image. Check that the role has the permissions to pull images from the registry.`,
    /permission/,
  ],
  [
    `${PULL}ref pull has been retried 1 time(s): failed to copy: httpReaderSeeker: failed open: unexpected status code https://${ECR}/v2/web: 403 Forbidden`,
    /permission/,
  ],
  [
    `${PULL}pull image manifest has been retried 5 time(s): failed to resolve ref ${ECR}/web:latest: ${ECR}/web:latest: not found`,
    /does not exist/,
  ],
  [`${PULL}write /var/lib/docker/tmp/GetImageBlob111111111: no space left on device`, /disk is full/],
  [`${PULL}ERROR: toomanyrequests: You have reached your pull rate limit.`, /Docker Hub limits/],
  [
    `${INIT}execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret: AccessDeniedException: User is not authorized to perform: secretsmanager:GetSecretValue`,
    /permission/,
  ],
  [
    "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.",
    /does not exist/,
  ],
  [
    'CannotStartContainerError: Error response from daemon: OCI runtime create failed: exec: "run": executable file not found in $PATH',
    /created or started/,
  ],
  [
    "CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/amd64'",
    /architecture/,
  ],
  ["Your Spot Task was interrupted.", /Spot/],
  [
    "Fargate capacity is unavailable at this time. Please try again later or in a different availability zone.",
    /no capacity/,
  ],
  [
    "service (web) was unable to place a task. Reason: You've reached the limit on the number of vCPUs you can run concurrently",
    /quota/,
  ],
  [
    "service (web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 1) has insufficient memory available.",
    /room/,
  ],
  ["Timeout waiting for network interface provisioning to complete.", /network interface/],
  [
    "service (web) (instance i-1) is unhealthy in (elb web) due to (reason Instance has failed at least the UnhealthyThreshold number of health checks consecutively.)",
    /health checks/,
  ],
];

describe("a stopped task or event", () => {
  it.each(network)("%s is a path to a service", (reason, services) => {
    expect(explainStop(reason)).toMatchObject({ kind: "network", services: services.split(" ") });
  });

  it.each(elsewhere)("%s is the network's, and no endpoint's", (reason, words) => {
    expect(explainStop(reason)).toMatchObject({
      kind: "network",
      services: [],
      sentence: expect.stringMatching(words),
    });
  });

  it.each(others)("%s is said to be no fault of the network", (reason, words) => {
    const { kind, services, sentence, nextStep } = explainStop(reason);
    expect([kind, services]).toEqual(["other", []]);
    expect(sentence).toMatch(words);
    expect(sentence).toMatch(/^Not a fault of the network/);
    expect(nextStep).not.toBe("");
  });

  it("whose call an endpoint's policy refuses has a path, and a policy to widen", () => {
    const reason = `${INIT}AccessDeniedException: User is not authorized to perform: secretsmanager:GetSecretValue because no VPC endpoint policy allows the secretsmanager:GetSecretValue action`;
    expect(explainStop(reason)).toMatchObject({ kind: "policy", nextStep: expect.stringContaining("policy") });
  });

  it("that is not known is said to be so", () => {
    expect(explainStop("Something new")).toMatchObject({ kind: "unknown", services: [] });
  });
});

describe("the stops of a cluster", () => {
  const failed = "Task failed to start";
  const pull = `${PULL}Error response from daemon: Get "https://${ECR}/v2/": net/http: request canceled while waiting for connection`;

  it("are listed by what the containers say, the same once, faults of the network first", () => {
    const tasks = [
      { group: "service:web", stoppedReason: "Scaling activity initiated by (deployment ecs-svc/1)" },
      { group: "service:web", stoppedReason: failed, containers: [{ name: "web", reason: pull }] },
      { group: "service:web", stoppedReason: failed, containers: [{ name: "web", reason: pull }] },
      { group: "family:batch", stoppedReason: "Essential container in task exited", containers: [{ name: "b" }] },
    ];
    expect(explainStops(tasks, []).map(({ workload, kind, count }) => [workload, kind, count])).toEqual([
      ["web", "network", 2],
      ["web", "other", 1],
      ["batch", "other", 1],
    ]);
  });

  it("include events that say more than the tasks", () => {
    const events = [
      { message: "(service web) has reached a steady state." },
      { message: "(service web) is unable to consistently start tasks successfully." },
      { message: '(service web) was unable to place a task … encountered error "AGENT".' },
    ];
    expect(explainStops([], [{ serviceName: "web", events }])).toMatchObject([
      { workload: "web", services: ["ecs", "ecs-agent", "ecs-telemetry"], count: 1 },
    ]);
  });
});
