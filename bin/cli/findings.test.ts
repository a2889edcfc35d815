/** Every finding on accounts that are read as `postern plan` and `postern check` read them, through the services' own wire formats. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { readTarget } from "#lib/aws/client/target";
import { readGateway } from "#lib/aws/ec2-reader";
import { type WholeAccounts, wholeAccounts } from "#lib/aws/testing/whole-accounts";
import { checkVpc } from "#lib/core/check/vpc-check";
import type { Finding } from "#lib/core/format/plan-format";
import { faults } from "#lib/core/testing/faults/all";
import { intentOf, type Scene } from "#lib/core/testing/faults/fault";
import { planFor } from "./account";
import { withPermissions } from "./permissions";

let accounts: WholeAccounts;

beforeAll(async () => {
  for (const name of ["AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION"]) vi.stubEnv(name, undefined);
  for (const name of ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"]) vi.stubEnv(name, "/dev/null");
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) vi.stubEnv(name, "test");
  vi.stubEnv("POSTERN_DRY_RUN", "on");
  accounts = await wholeAccounts();
});
afterAll(async () => {
  await accounts.stop();
  vi.unstubAllEnvs();
});

async function planned(scene: Scene, code: string): Promise<Finding[]> {
  vi.stubEnv("AWS_ENDPOINT_URL", accounts.open(scene));
  const { plan } = await withPermissions(await planFor(intentOf(scene)));
  return plan.findings.filter((finding) => finding.code === code);
}

async function checked(scene: Scene, services: readonly string[], code: string): Promise<Finding[]> {
  const { region, vpcId } = intentOf(scene);
  vi.stubEnv("AWS_ENDPOINT_URL", accounts.open(scene));
  const snapshot = await readGateway(await readTarget(process.env, { region })).snapshot(vpcId);
  return checkVpc(snapshot, vpcId, services).findings.filter((finding) => finding.code === code);
}

describe.each(faults.map((each) => [each.name, each] as const))("%s", (_, { code, fault }) => {
  it("is found in an account that has it, and not in an equal one without it", async () => {
    const [found, ...more] = await planned(fault.scene(true), code);
    expect(found).toMatchObject({ code, ...(fault.severity ? { severity: fault.severity } : {}) });
    expect(more).toEqual([]);
    expect(await planned(fault.scene(false), code)).toEqual([]);
  });
});

const ofToday = faults.flatMap(({ name, code, fault: { scene, today } }) =>
  today ? [[name, code, scene, today] as const] : [],
);

it.each(ofToday)("%s is found by a check of the VPC, too", async (_, code, scene, services) => {
  expect(await checked(scene(true), services, code)).toHaveLength(1);
  expect(await checked(scene(false), services, code)).toEqual([]);
});

it("a missing permission comes with the statement to add", async () => {
  const denied = faults.find(({ code }) => code === "permission-denied");
  const [found] = await planned(denied?.fault.scene(true) as Scene, "permission-denied");
  expect(found?.summary).toContain("ec2:CreateVpcEndpoint");
  expect(found?.fix).toMatch(/"Effect":"Allow","Action":\["ec2:CreateVpcEndpoint"\]/);
});
