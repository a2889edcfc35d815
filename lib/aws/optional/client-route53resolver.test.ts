import { HttpResponse } from "@smithy/core/protocols";
import { describe, expect, it } from "vitest";
import { ListResolverRulesCommand, route53ResolverClient } from "./client-route53resolver";

type Sent = { hostname: string; method: string; path: string; headers: Record<string, string>; body: Uint8Array };

type Where = { region: string; endpoint?: string; useFipsEndpoint?: boolean; useDualstackEndpoint?: boolean };

/** Sends one call, which is intercepted and answered with `body`. */
async function sendTo(where: Where, status = 200, body: unknown = {}) {
  const sent: Sent[] = [];
  const client = route53ResolverClient({
    ...where,
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
    maxAttempts: 2,
    requestHandler: {
      async handle(request: Sent) {
        sent.push(request);
        return {
          response: new HttpResponse({ statusCode: status, headers: {}, body: Buffer.from(JSON.stringify(body)) }),
        };
      },
    },
  });
  const response = client.send(new ListResolverRulesCommand({ MaxResults: 100, NextToken: undefined }));
  return { sent, response: await response.catch((error: unknown) => error) };
}

describe("a call of Route 53 Resolver", () => {
  it("is signed and carries the operation", async () => {
    const { sent, response } = await sendTo({ region: "eu-west-1" }, 200, { ResolverRules: [{ Id: "rslvr-rr-1" }] });
    const [{ headers, body, method, path }] = sent as [Sent];
    expect([method, path, new TextDecoder().decode(body)]).toEqual(["POST", "/", '{"MaxResults":100}']);
    expect(headers["x-amz-target"]).toBe("Route53Resolver.ListResolverRules");
    expect(headers.authorization).toMatch(/Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/route53resolver\/aws4_request,/);
    expect(response).toMatchObject({ ResolverRules: [{ Id: "rslvr-rr-1" }] });
  });

  it.each([
    [{ region: "us-east-1" }, "route53resolver.us-east-1.amazonaws.com"],
    [{ region: "cn-north-1" }, "route53resolver.cn-north-1.amazonaws.com.cn"],
    [{ region: "us-east-1", useFipsEndpoint: true }, "route53resolver-fips.us-east-1.amazonaws.com"],
    [{ region: "us-gov-west-1", useFipsEndpoint: true }, "route53resolver.us-gov-west-1.amazonaws.com"],
    [{ region: "us-east-1", useDualstackEndpoint: true }, "route53resolver.us-east-1.api.aws"],
    [{ region: "cn-north-1", useDualstackEndpoint: true }, "route53resolver.cn-north-1.api.amazonwebservices.com.cn"],
    [
      { region: "us-gov-west-1", useFipsEndpoint: true, useDualstackEndpoint: true },
      "route53resolver-fips.us-gov-west-1.api.aws",
    ],
    [{ region: "us-east-1", endpoint: "http://127.0.0.1:4566" }, "127.0.0.1"],
  ])("goes, for %j, to %s", async (where, hostname) => {
    const { sent } = await sendTo(where);
    expect(sent.map((request) => request.hostname)).toEqual([hostname]);
  });

  it("is tried again while the service is throttling, and then fails with the service's own code", async () => {
    const body = { __type: "com.amazonaws.route53resolver#ThrottlingException", Message: "slow down" };
    const { sent, response } = await sendTo({ region: "us-east-1" }, 400, body);
    expect(sent).toHaveLength(2);
    expect(response).toMatchObject({ name: "ThrottlingException", message: "slow down" });
  });
});
