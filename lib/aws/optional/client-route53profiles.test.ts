import { HttpResponse } from "@smithy/core/protocols";
import { describe, expect, it } from "vitest";
import {
  ListProfileAssociationsCommand,
  ListProfileResourceAssociationsCommand,
  route53ProfilesClient,
} from "./client-route53profiles";

type Sent = {
  hostname: string;
  method: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
};

type Where = { region: string; endpoint?: string; useFipsEndpoint?: boolean; useDualstackEndpoint?: boolean };

/** A client whose calls are intercepted and answered with `body`. */
function caught(where: Where, status = 200, body: unknown = {}) {
  const sent: Sent[] = [];
  const client = route53ProfilesClient({
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
  return { sent, client };
}

const associations = new ListProfileAssociationsCommand({ ResourceId: "vpc-1", MaxResults: 100, NextToken: undefined });

describe("a call of Route 53 Profiles", () => {
  it("is signed for it, and asks by path and query", async () => {
    const { sent, client } = caught({ region: "eu-west-1" }, 200, {
      ProfileAssociations: [{ ProfileId: "rp-1", Priority: 100 }],
      NextToken: "2",
    });
    const response = await client.send(associations);
    expect(response).toMatchObject({ ProfileAssociations: [{ ProfileId: "rp-1", Priority: 100 }], NextToken: "2" });
    const input = { ProfileId: "rp/1", MaxResults: 100, NextToken: "2" };
    await client.send(new ListProfileResourceAssociationsCommand(input));
    const [first, second] = sent as [Sent, Sent];
    expect([first.method, first.path, first.query]).toEqual([
      "GET",
      "/profileassociations",
      { maxResults: "100", resourceId: "vpc-1" },
    ]);
    expect(first.headers.authorization).toMatch(/AKIDEXAMPLE\/\d{8}\/eu-west-1\/route53profiles\/aws4_request,/);
    expect(second.path).toBe("/profileresourceassociations/profileid/rp%2F1");
    expect(second.query).toEqual({ maxResults: "100", nextToken: "2" });
  });

  it.each([
    [{ region: "us-east-1" }, "route53profiles.us-east-1.amazonaws.com"],
    [{ region: "cn-north-1" }, "route53profiles.cn-north-1.amazonaws.com.cn"],
    [{ region: "us-east-1", useFipsEndpoint: true }, "route53profiles-fips.us-east-1.amazonaws.com"],
    [{ region: "us-east-1", useDualstackEndpoint: true }, "route53profiles.us-east-1.api.aws"],
    [{ region: "us-east-1", endpoint: "http://127.0.0.1:4566" }, "127.0.0.1"],
  ])("goes, for %j, to %s", async (where, hostname) => {
    const { sent, client } = caught(where);
    await client.send(associations);
    expect(sent.map((request) => request.hostname)).toEqual([hostname]);
  });

  it("fails with the service's own code", async () => {
    const { client } = caught({ region: "us-east-1" }, 400, { __type: "AccessDeniedException", Message: "no" });
    await expect(client.send(associations)).rejects.toMatchObject({ name: "AccessDeniedException", message: "no" });
  });
});
