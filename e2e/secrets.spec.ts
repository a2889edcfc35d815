import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync, gzipSync } from "node:zlib";
import { expect, setting, test } from "./fixtures";
import { type Network, privateNetwork } from "./network";
import { encodingsOf } from "./secrets/encodings";
import { canaries, dumpOf, ownStart, withPassword } from "./secrets/own-start";
import { type Secret, search } from "./secrets/search";
import { apply, toReview } from "./steps";

const sample = { name: "sample", value: `wJ+alr/XUtn"FEMI<K7>MDENG` };

test("the search finds planted secrets in every encoding", () => {
  const { value } = sample;
  const encoded = {
    plain: value,
    json: JSON.stringify({ key: value }),
    "json in json": JSON.stringify(JSON.stringify({ key: value.replaceAll('"', "") })),
    url: `?key=${encodeURIComponent(value)}`,
    base64: Buffer.from(value).toString("base64"),
    "base64 after one": Buffer.from(`:${value}:`).toString("base64"),
    "base64 after two": Buffer.from(`::${value}::`).toString("base64url"),
    "a header": `Basic ${Buffer.from(`user:${value}`).toString("base64")}`,
    hex: Buffer.from(value).toString("hex").toUpperCase(),
    "utf-16": Buffer.from(`\uFEFF${value}`, "utf16le"),
    reversed: [...value].reverse().join(""),
    gzip: Buffer.concat([Buffer.from("before"), gzipSync(`in here: ${value}`), Buffer.from("after")]),
    "gzip in gzip": gzipSync(gzipSync(Buffer.from(value).toString("base64"))),
    zlib: deflateSync(value),
  };
  for (const [how, content] of Object.entries(encoded)) {
    const found = search([sample, { name: "sample without quotes", value: value.replaceAll('"', "") }]);
    found.inspect(how, typeof content === "string" ? `left ${content} right` : content);
    expect(found.findings, how).not.toEqual([]);
  }
  const innocent = search([sample]);
  innocent.inspect("half of it", value.slice(0, 12) + gzipSync("nothing").toString("latin1"));
  expect(innocent.findings).toEqual([]);
  expect(encodingsOf(value).length).toBeGreaterThan(15);
});

function intentFile(dir: string, network: Network): string {
  const file = join(dir, "intent.json");
  const { vpcId, subnetIds, clientGroupId } = network;
  const services = ["ecs", "s3"];
  const intent = {
    version: 1,
    region: "us-east-1",
    vpcId,
    services,
    subnetIds,
    clientSecurityGroupIds: [clientGroupId],
  };
  writeFileSync(file, JSON.stringify(intent));
  return file;
}

const FORMATS = ["json", "cli", "cli-json", "cloudformation", "terraform", "mermaid", "markdown"];

/** Command lines of all processes, for all users of the machine to see; and what those know who need to know nothing. */
function processes(): { commands: string; environments: Record<string, string> } {
  const all = existsSync("/proc") ? readdirSync("/proc").filter((name) => /^\d+$/.test(name)) : [];
  const read = (pid: string, file: string) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, "latin1");
    } catch {
      return "";
    }
  };
  const environments = all.flatMap((pid) => {
    const [, name] = /(postgres|sandbox\/main\.ts|emulator\.py)/.exec(read(pid, "cmdline")) ?? [];
    return name ? [[`${name} ${pid}`, read(pid, "environ")] as const] : [];
  });
  return {
    commands: all.map((pid) => read(pid, "cmdline")).join("\n"),
    environments: Object.fromEntries(environments),
  };
}

test("no secret is found in traffic, pages, disk, database, logs and terminals after a scenario with its failures", async ({
  browser,
  control,
  ec2,
  ec2Url,
}) => {
  test.setTimeout(300_000);
  const dir = mkdtempSync(join(tmpdir(), "postern-secrets-"));
  const { accessKeyId, secretAccessKey, sessionToken, password } = canaries();
  // What AWS, or a server in its place, may return.
  const echo = `Credential=${accessKeyId}/20260101/us-east-1, X-Amz-Security-Token=${sessionToken}, key ${secretAccessKey}, ${sessionToken}`;
  const network = await privateNetwork(ec2, "secrets");
  const intent = intentFile(dir, network);

  const own = await ownStart(dir, ec2Url);
  const [link = ""] = /http\S+token=\S+/.exec(own.output()) ?? [];
  try {
    const context = await browser.newContext({
      baseURL: own.url,
      storageState: { cookies: [], origins: [] },
      recordHar: { path: join(dir, "traffic", "all.har"), content: "attach" },
    });
    const page = await context.newPage();
    const asked = new Set<string>();
    page.on("request", (request) => asked.add(new URL(request.url()).origin));

    // Pages ask again what has failed.
    await control.failNext("DescribeVpcs", "InvalidParameterValue", echo, 100);
    await page.goto(link);
    await expect(page.getByText("AWS refused DescribeVpcs").first()).toBeVisible();
    await control.reset();
    await control.failNext("DescribeVpcs", "ExpiredToken", echo, 100);
    await page.reload();
    await expect(page.getByText(/login.* has expired/).first()).toBeVisible();
    await control.reset();
    await toReview(page, network, { workload: "Only calls the API" });
    await control.failNext("CreateVpcEndpoint", "InvalidParameter", echo);
    await apply(page);
    await expect(page.getByText(/AWS refused CreateVpcEndpoint/).first()).toBeVisible({ timeout: 90_000 });
    const cookies = await context.cookies();
    await page.goto(link);
    await expect(page.getByText(/used/).first()).toBeVisible();
    await context.close();
    expect([...asked], "pages send no request elsewhere").toEqual([own.url]);

    for (const format of FORMATS) await own.postern(["plan", "--intent", intent, "--format", format]);
    await own.postern(["apply", "--intent", intent, "--yes"]);
    await own.postern(["runs"]);
    await own.postern(["check", "--vpc", network.vpcId, "--region", "us-east-1"]);
    await control.failNext("DescribeVpcs", "UnauthorizedOperation", `You are not authorized. ${echo}`);
    await own.postern(["plan", "--intent", intent]);
    await own.postern(["plan", "--intent", intent], { AWS_ENDPOINT_URL: withPassword("http://127.0.0.1:9", password) });
    await own.postern(["plan", "--intent", intent], {
      AWS_ENDPOINT_URL: `http://somebody:${encodeURIComponent(password)}@[`,
    });
    await own.postern(["runs"], { DATABASE_URL: withPassword("postgres://127.0.0.1:9/x", password) });
    await own.postern(["runs"], { DATABASE_URL: `postgres://somebody:${encodeURIComponent(password)}@[` });
    expect(own.output()).toContain("could not reach");

    const { commands, environments } = processes();
    const dump = await dumpOf(own.databaseUrl);
    expect(dump, "the dump has the failed run").toContain("AWS refused CreateVpcEndpoint");
    await own.stop();

    const databasePassword = decodeURIComponent(new URL(own.databaseUrl).password);
    const secrets: Secret[] = [
      // Each signed request names it: AWS knows it, and so does the emulator in its place.
      { name: "access key id", value: accessKeyId, allowed: /^sandbox\/journal\.jsonl$/ },
      { name: "secret access key", value: secretAccessKey },
      { name: "session token", value: sessionToken },
      { name: "password of an endpoint", value: password },
      { name: "password of the database", value: databasePassword, allowed: /^stage\/postgres\/password$/ },
      {
        name: "key of sessions",
        value: readFileSync(join(own.dataDir, "session.key"), "utf8").trim(),
        allowed: /^data\/session\.key$/,
      },
      // The person's own terminal and browser have it.
      { name: "one-time link", value: link.split("token=")[1] ?? "", allowed: /^(?:terminal|traffic\/)/ },
      // Who knows it can have the browser send the cookie elsewhere. As a person sees it, so do terminal and browser.
      { name: "own host name", value: new URL(own.url).hostname, allowed: /^(?:terminal|traffic\/)/ },
      ...cookies.map(({ value }) => ({ name: "session cookie", value, allowed: /^traffic\// })),
    ];
    expect(secrets.filter(({ value }) => value.length < 16)).toEqual([]);
    const found = search(secrets);
    found.inspect("terminal", own.output());
    found.inspect("command lines", commands);
    for (const [name, environment] of Object.entries(environments))
      found.inspect(`environment of ${name}`, environment);
    found.inspect("database", dump);
    found.searchFolder(join(dir, "traffic"), "traffic");
    found.searchFolder(own.dataDir, "data");
    found.searchFolder(join(setting("POSTERN_DATA_DIR"), "logs"), "logs");
    found.searchFolder(join(setting("POSTERN_DATA_DIR"), "sandbox"), "sandbox");
    found.searchFolder(join(setting("POSTERN_DATA_DIR"), "postgres"), "stage/postgres");
    found.searchFolder(setting("NEXT_DIST_DIR"), "build");
    expect(found.findings).toEqual([]);
    expect(found.bytes()).toBeGreaterThan(30e6);
  } finally {
    await own.stop();
  }
});
