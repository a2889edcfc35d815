import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { AwsError, type AwsErrorKind, type CallResult } from "#lib/aws/gateway";
import type { Change } from "#lib/core/format/plan-format";
import type { Target } from "#lib/core/run/target";
import { checkPermissions } from "./dry-run";

const aws: Target = { region: "us-east-1", profile: null, endpointUrl: null, sandbox: false };

const changes: Change[] = ["one", "two", "three"].map((id) => ({
  id,
  kind: "create-security-group",
  operation: "CreateSecurityGroup",
  input: { GroupName: id, VpcId: "vpc-00000001" },
  dependsOn: [],
  reason: "",
  reversible: true,
}));

const error = (kind: AwsErrorKind, code: string) =>
  new AwsError(kind, code, "", `${code} happened.`, "Add this statement.", "CreateSecurityGroup");

/** An account that responds to each call by its group's name, and records every call. */
function account(respond: (name: unknown) => Promise<CallResult>) {
  const calls: unknown[] = [];
  const call = (_operation: string, input: Record<string, unknown>) => {
    calls.push(input);
    return respond(input.GroupName);
  };
  return { calls, gatewayFor: () => ({ call }) };
}

const allowed = () => Promise.reject(error("refused", "DryRunOperation"));
const done: CallResult = { output: {}, requestId: null };

describe("a dry run of a plan's calls", () => {
  it("shows what is allowed and what is not", async () => {
    const { gatewayFor, calls } = account((name) =>
      name === "two" ? Promise.reject(error("denied", "UnauthorizedOperation")) : allowed(),
    );
    expect(await checkPermissions(changes, aws, gatewayFor, {})).toEqual([
      { change: "one", outcome: "allowed" },
      { change: "two", outcome: "denied", sentence: "UnauthorizedOperation happened.", fix: "Add this statement." },
      { change: "three", outcome: "allowed" },
    ]);
    expect(calls).toHaveLength(3);
    for (const input of calls) expect(input).toHaveProperty("DryRun", true);
  });

  it("is not sent to an endpoint that is neither AWS nor the sandbox", async () => {
    const { gatewayFor, calls } = account(allowed);
    const elsewhere = { ...aws, endpointUrl: "http://127.0.0.1:4566" };
    const [first] = await checkPermissions(changes, elsewhere, gatewayFor, {});
    expect(first).toMatchObject({ outcome: "not-checked", why: expect.stringContaining("POSTERN_DRY_RUN=on") });
    expect(calls).toEqual([]);
    await checkPermissions(changes, { ...elsewhere, sandbox: true }, gatewayFor, {});
    expect(calls).toHaveLength(3);
  });

  it("is sent to an endpoint that declares that it honours them, and to AWS's own", async () => {
    const server = createServer(({ url }, response) => {
      response.writeHead(url === "/_postern/ec2-rules" ? 200 : 404).end(JSON.stringify({ dryRun: "honoured" }));
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const rules = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    for (const endpointUrl of [rules, "https://vpce-0abc.ec2.eu-west-1.vpce.amazonaws.com"]) {
      const { gatewayFor, calls } = account(allowed);
      await checkPermissions(changes, { ...aws, endpointUrl }, gatewayFor, {});
      expect(calls).toHaveLength(3);
    }
    await new Promise((closed) => server.close(closed));
  });

  it("is sent or not according to the setting", async () => {
    const { gatewayFor, calls } = account(allowed);
    await checkPermissions(changes, aws, gatewayFor, { POSTERN_DRY_RUN: "off" });
    expect(calls).toEqual([]);
    const elsewhere = { ...aws, endpointUrl: "http://127.0.0.1:4566" };
    await checkPermissions(changes, elsewhere, gatewayFor, { POSTERN_DRY_RUN: "on" });
    expect(calls).toHaveLength(3);
    await expect(checkPermissions(changes, aws, gatewayFor, { POSTERN_DRY_RUN: "maybe" })).rejects.toThrow(
      "POSTERN_DRY_RUN",
    );
  });

  it("stops at the first call that is carried out instead of checked", async () => {
    const { gatewayFor, calls } = account(() => Promise.resolve(done));
    const results = await checkPermissions(changes, aws, gatewayFor, {});
    expect(calls).toHaveLength(1);
    expect(results.map(({ outcome }) => outcome)).toEqual(["not-checked", "not-checked", "not-checked"]);
    expect(results[0]).toMatchObject({ why: expect.stringContaining("check the account") });
  });

  it("does not keep a plan waiting", async () => {
    const { gatewayFor } = account((name) => (name === "one" ? allowed() : new Promise(() => {})));
    const results = await checkPermissions(changes, aws, gatewayFor, { POSTERN_DRY_RUN_TIMEOUT_MS: "50" });
    expect(results).toEqual([
      { change: "one", outcome: "allowed" },
      { change: "two", outcome: "not-checked", why: "EC2 gave no response in time" },
      { change: "three", outcome: "not-checked", why: "EC2 gave no response in time" },
    ]);
  });
});
