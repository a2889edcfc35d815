import { afterEach, describe, expect, it } from "vitest";
import { writeGateway } from "./ec2-writer";
import { type Call, type Ec2Server, ec2Server, failure, list, type MockResponse } from "./testing/ec2-server";

let server: Ec2Server | undefined;
afterEach(() => server?.stop());

async function account(responses: Record<string, (call: Call) => MockResponse>) {
  server = await ec2Server(responses);
  return { gateway: writeGateway(server.target), asked: server.calls, server };
}

const group = { GroupName: "endpoints", Description: "endpoints", VpcId: "vpc-1" };

describe("call", () => {
  it("sends exactly the input and gives back the output without the SDK's metadata", async () => {
    const { gateway, asked } = await account({
      CreateSecurityGroup: () => list("CreateSecurityGroup", "<groupId>sg-1</groupId>"),
    });
    expect(await gateway.call("CreateSecurityGroup", group)).toEqual({
      output: { GroupId: "sg-1" },
      requestId: "req-1",
    });
    expect(asked[0]).toMatchObject({ GroupName: "endpoints", GroupDescription: "endpoints", VpcId: "vpc-1" });
  });

  it("is sent once, also when EC2 limits calls: the caller records each attempt", async () => {
    const { gateway, asked } = await account({
      CreateSecurityGroup: () => failure("RequestLimitExceeded", "Request limit exceeded.", 503),
    });
    await expect(gateway.call("CreateSecurityGroup", group)).rejects.toMatchObject({ kind: "throttled" });
    expect(asked).toHaveLength(1);
  });

  it("reports how long EC2's rate limit lasts, and sends other calls", async () => {
    const { gateway } = await account({
      DeleteVpcEndpoints: () => failure("RequestLimitExceeded", "Request limit exceeded.", 503),
    });
    expect(await gateway.rateLimitWait("DeleteVpcEndpoints")).toBe(0);
    await gateway.call("DeleteVpcEndpoints", { VpcEndpointIds: ["vpce-1"] }).catch(() => {});
    expect(await gateway.rateLimitWait("DeleteVpcEndpoints")).toBeGreaterThan(3_000);
    expect(await gateway.rateLimitWait("CreateSecurityGroup")).toBe(0);
  });

  it("tries a dry run again, as it does reads", async () => {
    let count = 0;
    const { gateway, asked } = await account({
      CreateSecurityGroup: () => {
        count += 1;
        return count < 2
          ? failure("RequestLimitExceeded", "Request limit exceeded.", 503)
          : failure("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412);
      },
    });
    await expect(gateway.call("CreateSecurityGroup", { ...group, DryRun: true })).rejects.toMatchObject({
      code: "DryRunOperation",
    });
    expect(asked).toHaveLength(2);
  });

  it("throws EC2's refusal with its code, message and request id", async () => {
    const { gateway, asked } = await account({
      CreateSecurityGroup: () => failure("InvalidGroup.Duplicate", "The security group 'endpoints' already exists"),
    });
    await expect(gateway.call("CreateSecurityGroup", group)).rejects.toMatchObject({
      kind: "duplicate",
      code: "InvalidGroup.Duplicate",
      operation: "CreateSecurityGroup",
      requestId: "req-1",
    });
    expect(asked).toHaveLength(1);
  });

  it("throws what a 200 response calls unsuccessful", async () => {
    const { gateway } = await account({
      DeleteVpcEndpoints: () =>
        list(
          "DeleteVpcEndpoints",
          `<unsuccessful><item><resourceId>vpce-1</resourceId><error><code>InvalidVpcEndpoint.NotFound</code>
            <message>The Vpc Endpoint Id 'vpce-1' does not exist</message></error></item></unsuccessful>`,
        ),
    });
    await expect(gateway.call("DeleteVpcEndpoints", { VpcEndpointIds: ["vpce-1"] })).rejects.toMatchObject({
      kind: "not-found",
      code: "InvalidVpcEndpoint.NotFound",
      requestId: "req-1",
    });
  });
});

describe("an endpoint that is not EC2", () => {
  it.each([
    ["a web page", { body: "<html><title>Sign in</title></html>" }],
    ["half a web page", { body: "<!doctype html><p>Hello" }],
    ["a web page with an error", { status: 404, body: "<html><body>Not here</body></html>" }],
  ])("is reported as such when it responds with %s", async (_, response) => {
    const { gateway, server: page } = await account({ GetCallerIdentity: () => response });
    await expect(gateway.identity()).rejects.toMatchObject({
      kind: "unreachable",
      sentence: `The server at ${page.target.endpointUrl} is not AWS.`,
    });
  });

  it("is reported as unreachable, with its address, when nothing listens", async () => {
    const { gateway, server: gone } = await account({});
    await gone.stop();
    await expect(gateway.regions()).rejects.toMatchObject({
      kind: "unreachable",
      sentence: `Postern could not reach EC2 at ${gone.target.endpointUrl}.`,
    });
  });
});
