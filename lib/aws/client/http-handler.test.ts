import { spawn } from "node:child_process";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";

const LIST = "<DescribeSubnetsResponse><subnetSet>";
const MB = 2 ** 20;

/** Writes a text repeatedly, as fast as it is read, until this many bytes are written or the client is gone. */
function pour(response: ServerResponse, text: string, bytes = Number.POSITIVE_INFINITY, before = LIST): void {
  const block = text.repeat(Math.ceil(MB / 4 / text.length));
  let left = bytes;
  response.write(before);
  const more = () => {
    while (!response.destroyed && left > 0) {
      left -= block.length;
      if (!response.write(block)) return void response.once("drain", more);
    }
    response.end("</subnetSet></DescribeSubnetsResponse>");
  };
  more();
}

const drip = (response: ServerResponse) => {
  response.write(LIST);
  const timer = setInterval(() => response.write("<item/>"), 20);
  response.once("close", () => clearInterval(timer));
};

const FAULT = "<Response><Errors><Error><Code>InternalError</Code><Message>oops</Message></Error></Errors></Response>";

let page = 0;

/** Responses of a hostile or broken endpoint: the kind of the error, and a word of its sentence. */
const RESPONSES: Record<
  string,
  { response: (response: ServerResponse) => void; kind: string; says: RegExp; seconds?: number }
> = {
  silence: { response: () => {}, kind: "unreachable", says: /too slow/, seconds: 1 },
  drip: { response: drip, kind: "unreachable", says: /too slow/, seconds: 1 },
  "a gigabyte": {
    response: (to) => pour(to, "<item><a>1</a></item>", 1024 * MB),
    kind: "refused",
    says: /more than 32 MB/,
  },
  "no end": { response: (to) => pour(to, "x"), kind: "refused", says: /more than 32 MB/ },
  "one long text": { response: (to) => pour(to, "x", 30 * MB), kind: "refused", says: /a value has more than/ },
  "one long attribute": { response: (to) => pour(to, "<>x", 30 * MB, '<a b="'), kind: "unreachable", says: /not AWS/ },
  "a late attribute": {
    response: (to) => pour(to, "<>x", 30 * MB, `${LIST}<a b="`),
    kind: "unreachable",
    says: /not AWS/,
  },
  "much markup": { response: (to) => pour(to, "<a/>", 30 * MB), kind: "refused", says: /elements/ },
  depth: { response: (to) => pour(to, "<a>", 4 * MB), kind: "unreachable", says: /not AWS/ },
  "document types": { response: (to) => pour(to, "<!DOCTYPE a>", MB, ""), kind: "unreachable", says: /not AWS/ },
  "an entity that grows": {
    response: (to) =>
      to.end(
        `<!DOCTYPE r [<!ENTITY a "${"x".repeat(1000)}"><!ENTITY b "${"&a;".repeat(1000)}">]><r>${"&b;".repeat(1000)}</r>`,
      ),
    kind: "unreachable",
    says: /not AWS/,
  },
  garbage: { response: (to) => to.end(Buffer.from([0, 255, 60, 1, 2, 60, 47])), kind: "unreachable", says: /not AWS/ },
  "a web page": {
    response: (to) => to.end('<!DOCTYPE html><html lang="en"><meta charset="utf-8"><h1>Sign in</h1></html>'),
    kind: "unreachable",
    says: /not AWS/,
  },
  "a page of a proxy": {
    response: (to) => to.end("<html><p>Sign in</p></html>"),
    kind: "unreachable",
    says: /not AWS/,
  },
  "the response to another call": {
    response: (to) => to.end("<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>"),
    kind: "unreachable",
    says: /not AWS/,
  },
  "no response to any call": { response: (to) => to.end("<Response/>"), kind: "unreachable", says: /not AWS/ },
  "a list without end": {
    response: (to) =>
      to.end(`<DescribeSubnetsResponse><subnetSet>${"<item/>".repeat(100_001)}</subnetSet></DescribeSubnetsResponse>`),
    kind: "refused",
    says: /more than 100,000 of them/,
  },
  nothing: { response: (to) => to.end(), kind: "unreachable", says: /not AWS/ },
  "faults of its own": {
    response: (to) => to.writeHead(500).end(FAULT),
    kind: "unreachable",
    says: /fault of its own/,
  },
  "half a response": {
    response: (to) => to.writeHead(200, { "content-length": "1000" }).write(LIST, () => to.destroy()),
    kind: "unreachable",
    says: /could not reach/,
  },
  "pages without end": {
    response: (to) => to.end(`<DescribeSubnetsResponse><nextToken>t${page++}</nextToken></DescribeSubnetsResponse>`),
    kind: "refused",
    says: /more than 1,000 pages/,
  },
};

const server = createServer((request, response) => {
  let form = "";
  request.on("data", (chunk) => (form += chunk));
  request.on("end", () => {
    const name = decodeURIComponent(request.url ?? "").split("/")[1] ?? "";
    if (form.includes("Action=DescribeSubnets&")) RESPONSES[name]?.response(response);
    else response.end(form.includes("GetCallerIdentity") ? IDENTITY : `<${/Action=(\w+)/.exec(form)?.[1]}Response/>`);
  });
});
const IDENTITY =
  "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/a</Arn><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";

beforeAll(() => new Promise<void>((done) => server.listen(0, "127.0.0.1", done)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test("no response crashes a process of 160 MB: each becomes an error with a sentence", {
  timeout: 120_000,
}, async () => {
  const { port } = server.address() as AddressInfo;
  const reads = Object.entries(RESPONSES).flatMap(([name, { seconds = 30 }]) => [
    String(seconds * 1000),
    `http://127.0.0.1:${port}/${encodeURIComponent(name)}`,
  ]);
  const script = new URL("../testing/read-all.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, ["--max-old-space-size=160", "--import", "tsx", script, ...reads], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [said, complaints] = ["", ""];
  child.stdout.on("data", (text) => (said += text));
  child.stderr.on("data", (text) => (complaints += text));
  const code = await new Promise((done) => child.once("close", done));
  expect(code, complaints).toBe(0);
  const results = said
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { kind: string; sentence: string });
  for (const [i, [name, { kind, says }]] of Object.entries(RESPONSES).entries()) {
    expect(results[i], name).toMatchObject({ kind, sentence: expect.stringMatching(says) });
  }
});
