import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import type { Target } from "#lib/core/run/target";
import { validatePolicy } from "./access-analyzer";

const running: { close(): unknown; closeAllConnections(): void }[] = [];
afterEach(() => {
  for (const server of running.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

type MockResponse = { status?: number; type?: string; body: object };

/** Access Analyzer's ValidatePolicy, returning what a test sets; `asked` are the bodies and queries that it was sent. */
async function analyzer(...responses: MockResponse[]) {
  const asked: unknown[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
      asked.push({ pathname, ...JSON.parse(body), token: searchParams.get("nextToken") });
      const { status = 200, type, body: json } = responses[asked.length - 1] ?? { status: 501, body: {} };
      response.writeHead(status, { "content-type": "application/json", ...(type ? { "x-amzn-errortype": type } : {}) });
      response.end(JSON.stringify(json));
    });
  });
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const target: Target = { region: "us-east-1", profile: null, endpointUrl: `http://127.0.0.1:${port}`, sandbox: true };
  return { target, asked };
}

const finding = (findingType: string, issueCode: string, line: number) => ({
  findingType,
  issueCode,
  findingDetails: `${issueCode} in words.`,
  learnMoreLink: "",
  locations: [{ path: [], span: { start: { line, column: 4, offset: 9 }, end: { line, column: 8, offset: 13 } } }],
});

it("reads all pages of Access Analyzer's findings, with locations", async () => {
  const { target, asked } = await analyzer(
    { body: { findings: [finding("ERROR", "INVALID_ACTION", 7)], nextToken: "more" } },
    {
      body: {
        findings: [
          finding("SUGGESTION", "EMPTY_ARRAY_ACTION", 9),
          { ...finding("SECURITY_WARNING", "X", 1), locations: [] },
        ],
      },
    },
  );
  expect(await validatePolicy(target, "{}")).toEqual({
    state: "read",
    value: [
      { severity: "error", code: "INVALID_ACTION", message: "INVALID_ACTION in words.", line: 7, column: 5 },
      {
        severity: "suggestion",
        code: "EMPTY_ARRAY_ACTION",
        message: "EMPTY_ARRAY_ACTION in words.",
        line: 9,
        column: 5,
      },
      { severity: "warning", code: "X", message: "X in words.", line: 1, column: 1 },
    ],
  });
  const input = { pathname: "/policy/validation", policyDocument: "{}", policyType: "RESOURCE_POLICY", locale: "EN" };
  expect(asked).toEqual([
    { ...input, token: null },
    { ...input, token: "more" },
  ]);
});

it("is skipped with a word where it is not allowed, or not served", async () => {
  const denied = await analyzer({ status: 403, type: "AccessDeniedException", body: { message: "not authorized" } });
  expect(await validatePolicy(denied.target, "{}")).toEqual({
    state: "skipped",
    why: "no permission access-analyzer:ValidatePolicy",
  });
  const emulator = await analyzer();
  expect(await validatePolicy(emulator.target, "{}")).toMatchObject({
    state: "skipped",
    why: expect.stringMatching(/does not serve Access Analyzer/),
  });
});
