/** Every entry point, with every kind of request that a browser or a handwritten client can send. */
import pg from "pg";
import { expect, setting, test } from "./fixtures";
import {
  actionId,
  arrivals,
  forged,
  otherFetches,
  otherHosts,
  otherOrigins,
  ownFetches,
  routes,
  variants,
} from "./guard-requests";
import { privateNetwork } from "./network";
import { each, type HttpResponse, type Sent, send } from "./raw";

const CANARY = "canary-of-the-guard";

type Headers = Record<string, string>;
type Asked = { host: string; origin: string | null; fetched: Headers; method: string; path: string; more: Headers };

let base: string;
let port: string;
let own: string;
let database: pg.Client;
let draft: string;

test.beforeAll(async () => {
  base = setting("POSTERN_E2E_URL");
  ({ host: own, port } = new URL(base));
  database = new pg.Client({ connectionString: setting("DATABASE_URL") });
  await database.connect();
});
test.afterAll(() => database.end());

const plain = { host: "", origin: null, fetched: {}, method: "GET", more: {} };
const asRequest = ({ host, origin, fetched, method, path, more }: Asked, cookie: string | null): Sent => ({
  method,
  path,
  headers: { host, ...(origin === null ? {} : { origin }), ...fetched, ...more, ...(cookie ? { cookie } : {}) },
  ...("next-action" in more ? { body: JSON.stringify([{ id: draft }]) } : {}),
});

/** Asserts that nothing of the account or of a draft is revealed, and no page that could be framed or scripted is served. */
function expectNothing(asked: Asked, { status, headers, text }: HttpResponse, statuses: readonly number[]): void {
  const what = JSON.stringify({ ...asked, status, text: text.slice(0, 200) });
  if (!statuses.includes(status) || text.includes(CANARY) || text.includes("vpc-")) expect(what).toBe("refused");
  if (!String(headers["content-security-policy"]).includes("frame-ancestors 'none'")) expect(what).toBe("protected");
}

/** Asks; where Next.js wants its own mark of a flight request in the address, asks again with that. */
async function ask(asked: Asked, cookie: string | null): Promise<HttpResponse> {
  const response = await send(base, asRequest(asked, cookie));
  const { location } = response.headers;
  if (response.status !== 307 || typeof location !== "string" || response.text !== "") return response;
  return send(base, asRequest({ ...asked, path: location }, cookie));
}

const drafts = async () => {
  const { rows } = await database.query<{ state: string }>(
    "SELECT count(*) || ' ' || sum(revision) || ' ' || bool_or(id = $1) AS state FROM postern.drafts",
    [draft],
  );
  return rows[0]?.state;
};

test.beforeAll(async ({ session }) => {
  const host = own;
  const create = { "next-action": actionId("createDraft"), accept: "text/x-component", "content-type": "text/plain" };
  const { status } = await send(base, {
    method: "POST",
    path: "/",
    headers: { host, origin: `http://${host}`, cookie: `${session.name}=${session.value}`, ...create },
    body: JSON.stringify([{ region: "us-east-1", filled: { tags: [{ key: "note", value: CANARY }] } }]),
  });
  expect(status).toBe(200);
  const { rows } = await database.query<{ id: string }>(
    "SELECT id FROM postern.drafts WHERE data::text LIKE $1 ORDER BY updated_at DESC LIMIT 1",
    [`%${CANARY}%`],
  );
  draft = rows[0]?.id ?? "";
  expect(draft).not.toBe("");
});

/** Every Host × Origin × Fetch Metadata × method × route, with what is expected of it. */
function combinations(): { asked: Asked; expectOk: boolean }[] {
  const remove = { "next-action": actionId("deleteDraft"), accept: "text/x-component", "content-type": "text/plain" };
  const all: { asked: Asked; expectOk: boolean }[] = [];
  for (const host of [own, ...otherHosts(new URL(base).hostname, port)]) {
    for (const origin of [null, `http://${host}`, ...otherOrigins(host, port)]) {
      for (const fetched of [...ownFetches, ...arrivals, ...otherFetches]) {
        for (const { path, more, page } of routes(draft)) {
          for (const method of host === own ? ["GET", "POST", "DELETE"] : ["GET", "POST"]) {
            const reads =
              (origin === null || origin === `http://${host}`) &&
              (ownFetches.includes(fetched) || (page && arrivals.includes(fetched)));
            const expectOk = host === own && method === "GET" && reads;
            // The one write that is legitimate would delete the draft: it comes at the very end.
            const writes = host === own && origin === `http://${host}` && ownFetches.includes(fetched);
            if (method === "POST" && writes) continue;
            all.push({
              asked: { host, origin, fetched, method, path, more: method === "POST" ? { ...more, ...remove } : more },
              expectOk,
            });
          }
        }
      }
    }
  }
  return all;
}

test("of tens of thousands of requests, those of Postern's own pages succeed and all others read and change nothing", async ({
  ec2,
  control,
  session,
}) => {
  await privateNetwork(ec2, CANARY);
  const cookie = `${session.name}=${session.value}`;
  const before = await drafts();
  await control.forgetCalls();
  const all = combinations();
  expect(all.length).toBeGreaterThan(10_000);
  const revealing = new Set<string>();
  await each(all, async ({ asked, expectOk }) => {
    const response = await ask(asked, cookie);
    if (response.text.includes(CANARY)) revealing.add(asked.path);
    if (!expectOk) return expectNothing(asked, response, [400, 403, 405]);
    if (response.status !== 200 && response.status !== 204) {
      expect(JSON.stringify({ asked, status: response.status })).toBe("answered");
    }
  });

  // The canaries that must not be revealed are indeed served to a session.
  expect([...revealing].sort()).toEqual([...new Set(routes(draft).map(({ path }) => path))].sort());

  // Without a session every request is refused: those that would succeed with one, and a part of the others.
  const withoutSession = all.filter(({ expectOk }, index) => expectOk || index % 17 === 0);
  const REFUSED = [400, 401, 403, 405];
  await each(withoutSession, async ({ asked }) => expectNothing(asked, await ask(asked, null), REFUSED));
  const forged = `${session.name}=${session.value.slice(0, -4)}AAAA`;
  await each(all, async ({ asked, expectOk }) => {
    if (expectOk) expectNothing(asked, await ask(asked, forged), REFUSED);
  });
  expect(await drafts()).toBe(before);
  expect(await control.calls()).toEqual([]);
});

test("headers that only Next.js and a proxy may set bypass nothing, for any spelling of a page", async ({
  session,
}) => {
  const cookie = `${session.name}=${session.value}`;
  const before = await drafts();
  const REFUSED = [308, 400, 401, 403, 404, 405, 414];
  const evil = `rebind.test:${port}`;
  const all = [...routes(draft), ...variants(draft)].flatMap(({ path, more }) =>
    [{}, ...forged(draft, port)].map((head) => ({ ...plain, path, more: { ...more, ...head } })),
  );
  expect(all.length).toBeGreaterThan(800);
  await each(all, async (asked) => {
    expectNothing(asked, await ask({ ...asked, host: own }, null), REFUSED);
    expectNothing(asked, await ask({ ...asked, host: evil }, cookie), REFUSED);
  });
  const remove = { "next-action": actionId("deleteDraft"), "content-type": "text/plain" };
  await each(forged(draft, port), async (head) => {
    for (const origin of [null, "null", "http://rebind.test"]) {
      const asked = { ...plain, host: own, origin, method: "POST", path: "/", more: { ...head, ...remove } };
      expectNothing(asked, await ask(asked, cookie), REFUSED);
    }
    const asked = {
      ...plain,
      host: own,
      origin: `http://${own}`,
      method: "POST",
      path: "/",
      more: { ...head, ...remove },
    };
    expectNothing(asked, await ask(asked, null), REFUSED);
  });
  expect(await drafts()).toBe(before);
});

test("every response has the headers, and a nonce of its own that no client can set", async ({ session }) => {
  const cookie = `${session.name}=${session.value}`;
  const host = own;
  const [asset = ""] =
    /\/_next\/static\/[^"]+\.js/.exec((await ask({ ...plain, host, path: "/runs" }, cookie)).text) ?? [];
  const nonces = new Set<string>();
  const forgery = { "x-nonce": "Zm9yZ2Vk", "content-security-policy": "script-src 'nonce-Zm9yZ2Vk'" };
  const gets = [
    "/",
    "/runs",
    "/nope",
    "/signed-out",
    "/open?token=x",
    "/icon.svg",
    asset,
    "/api/runs",
    "/api/runs?limit=x",
    "/runs/",
    "//x",
    "/%",
    "/_next/image",
    `/setup/${draft}/nope`,
  ];
  const asks: Asked[] = [
    ...gets.map((path) => ({ ...plain, host, path, more: forgery })),
    { ...plain, host: "rebind.test", path: "/" },
    { ...plain, host, method: "DELETE", path: "/" },
    { ...plain, host, method: "POST", origin: `http://${host}`, path: "/" },
  ];
  let responses = 0;
  for (const asked of asks) {
    for (const as of [cookie, null]) {
      const { headers, status, text } = await ask(asked, as);
      const policy = String(headers["content-security-policy"]);
      const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? "";
      const nonce = /'nonce-([^']{20,})'/.exec(scripts)?.[1] ?? "";
      expect({ path: asked.path, status, policy, ...headers }).toMatchObject({
        policy: expect.stringMatching(/default-src 'none'.*base-uri 'none'.*frame-ancestors 'none'/),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
      });
      expect(headers).not.toHaveProperty("x-powered-by");
      expect(scripts).not.toMatch(/unsafe|\*|https?:/);
      expect(text).not.toContain("Zm9yZ2Vk");
      if (text.startsWith("<!DOCTYPE html>")) {
        const inline = [...text.matchAll(/<(?:script|style)\b([^>]*)>/g)].map(([, attributes = ""]) => attributes);
        for (const attributes of inline) expect(attributes).toContain(`nonce="${nonce}"`);
      }
      nonces.add(nonce);
      responses += 1;
    }
  }
  expect(nonces.size).toBe(responses);
});

test("a draft with all the policies there can be is saved, and what is larger is refused with a message", async ({
  session,
}) => {
  const host = own;
  const save = { "next-action": actionId("saveDraft"), accept: "text/x-component", "content-type": "text/plain" };
  const post = (body: string) =>
    send(base, {
      method: "POST",
      path: `/setup/${draft}/tune`,
      headers: { host, origin: `http://${host}`, cookie: `${session.name}=${session.value}`, ...save },
      body,
    });
  const policies = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`service-${i}`, { own: true, text: "x".repeat(20_480) }]),
    );
  const saved = await post(JSON.stringify([{ id: draft, patch: { policies: policies(150) } }]));
  expect([saved.status, saved.text]).toEqual([200, expect.stringMatching(/"ok":true,"value":\{"revision":\d+\}/)]);
  const large = await post(JSON.stringify([{ id: draft, patch: { policies: policies(250) } }]));
  expect([large.status, large.text]).toEqual([413, "This is more than Postern takes at once."]);
});

test("a draft that nests too deeply is refused with a message, as its own text and as a policy in it", async ({
  session,
}) => {
  const host = own;
  const cookie = `${session.name}=${session.value}`;
  const save = { "next-action": actionId("saveDraft"), accept: "text/x-component", "content-type": "text/plain" };
  const headers = { host, origin: `http://${host}`, cookie };
  const post = (body: string) =>
    send(base, { method: "POST", path: `/setup/${draft}/tune`, headers: { ...headers, ...save }, body });
  const lists = `${"[".repeat(9_000)}${"]".repeat(9_000)}`;
  for (const patch of [`{"services":${lists}}`, `{"policies":{"ecs":${lists}}}`]) {
    const { status, text } = await post(`[{"id":"${draft}","patch":${patch}}]`);
    expect([status, text]).toEqual([400, "This is nested more than 100 levels deep."]);
  }
  const policies = { ecs: { own: true, text: `{"Statement":${lists}}` } };
  expect((await post(JSON.stringify([{ id: draft, patch: { services: ["ecs"], policies } }]))).status).toBe(200);
  const planned = await send(base, { method: "GET", path: `/api/plan?draft=${draft}`, headers: { host, cookie } });
  expect(JSON.parse(planned.text).value.problems).toContainEqual({
    path: "policies.ecs",
    message: "Must not be nested more than 100 levels deep.",
  });
  expect((await post(JSON.stringify([{ id: draft, patch: { services: [], policies: {} } }]))).status).toBe(200);
});

test("the same write from Postern's own pages is carried out, also by one that has to send it on to another", async ({
  session,
}) => {
  const host = own;
  const remove = { "next-action": actionId("deleteDraft"), accept: "text/x-component", "content-type": "text/plain" };
  const asked = {
    ...plain,
    host,
    origin: `http://${host}`,
    fetched: ownFetches[1] ?? {},
    method: "POST",
    path: "/",
    more: remove,
  };
  const cookie = `${session.name}=${session.value}`;
  // The page of runs has no such action, so Next.js sends this on to one that has; it lacks the patch.
  const save = { ...remove, "next-action": actionId("saveDraft") };
  expect((await ask({ ...asked, path: "/runs", more: save }, cookie)).text).toContain('"code":"invalid"');
  expect((await ask(asked, cookie)).status).toBe(200);
  expect(
    (await database.query("SELECT 1 FROM postern.drafts WHERE id = $1 AND deleted_at IS NULL", [draft])).rowCount,
  ).toBe(0);
});
