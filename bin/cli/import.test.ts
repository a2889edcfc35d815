import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { wholeAccounts } from "#lib/aws/testing/whole-accounts";
import { intentSchema } from "#lib/core/intent/intent";
import { plan } from "#lib/core/plan";
import { account, rule } from "#lib/core/testing/account";
import { EXIT } from "./exit";
import { importCommand } from "./import";

let accounts: Awaited<ReturnType<typeof wholeAccounts>>;
let printed: string;
let err: string;

beforeEach(async () => {
  accounts = await wholeAccounts();
  [printed, err] = ["", ""];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += text;
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    err += text;
    return true;
  });
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  vi.stubEnv("AWS_CONFIG_FILE", "/dev/null");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await accounts.stop();
});

function network() {
  const net = account();
  const [a, b] = [net.subnet("a"), net.subnet("b")];
  const tasks = net.group("tasks", { egress: [rule("10.0.0.0/16")] });
  for (const [i, subnet] of [a, b].entries()) net.networkInterface(subnet, [tasks], `10.0.${i + 1}.10`);
  return { net, subnetIds: [a, b], tasks };
}

it("prints an intent that plans to nothing on the account that it was read from", async () => {
  const { net, subnetIds, tasks } = network();
  const securityGroupIds = [net.group("endpoints", { ingress: [rule(tasks)] })];
  for (const service of ["ecs", "ecr.api"]) net.endpoint(service, { subnetIds, securityGroupIds });
  vi.stubEnv("AWS_ENDPOINT_URL", accounts.open({ snapshot: net.snapshot() }));
  expect(await importCommand({ vpc: net.vpcId, region: "us-east-1" })).toBe(EXIT.done);
  const intent = intentSchema.parse(JSON.parse(printed));
  expect(intent).toMatchObject({ services: ["ecr.api", "ecs"], subnetIds, clientSecurityGroupIds: [tasks] });
  expect(plan(net.snapshot(), intent).changes).toEqual([]);
  expect(err).toContain("An account does not hold the cutover");
});

it("says what is missing where there is nothing to import", async () => {
  const { net } = network();
  vi.stubEnv("AWS_ENDPOINT_URL", accounts.open({ snapshot: net.snapshot() }));
  const where = { vpc: net.vpcId, region: "us-east-1" };
  await expect(importCommand(where)).rejects.toMatchObject({
    lines: [`${net.vpcId} has no endpoints that could be imported.`],
  });
  await expect(importCommand({ ...where, services: " , " })).rejects.toMatchObject({
    lines: ["--services: name at least one service, such as ecs,ecr.api."],
  });
  expect(printed).toBe("");
});
