/** A hostile page in the next tab, in a real browser: by another name for this machine, and from another port of it. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { BrowserContext, Page } from "@playwright/test";
import { expect, setting, test } from "./fixtures";
import { privateNetwork } from "./network";

const CANARY = "canary-of-the-browser";

test.use({
  launchOptions: {
    ...(process.env.POSTERN_E2E_BROWSER ? { executablePath: process.env.POSTERN_E2E_BROWSER } : {}),
    args: ["--host-resolver-rules=MAP rebind.test 127.0.0.1,MAP evil.test 127.0.0.1"],
  },
});

/** Serves a given page, under any name and on a port of its own. */
let hostile: Server;
let html = "";
test.beforeAll(async () => {
  hostile = createServer((_, response) => response.setHeader("content-type", "text/html").end(html));
  await new Promise<void>((done) => hostile.listen(0, "127.0.0.1", done));
});
test.afterAll(() => void hostile.close());

const port = () => (hostile.address() as AddressInfo).port;
const target = () => setting("POSTERN_E2E_URL");

type Seen = { asked: number; responses: { url: string; method: string; status: number }[] };

/** Records all requests to Postern in a browser, and its responses. */
function seenIn(context: BrowserContext): Seen {
  const seen: Seen = { asked: 0, responses: [] };
  const { port } = new URL(target());
  context.on("request", (request) => {
    if (new URL(request.url()).port === port) seen.asked += 1;
  });
  context.on("response", (response) => {
    const url = response.url();
    if (new URL(url).port !== port) return;
    seen.responses.push({ url, method: response.request().method(), status: response.status() });
  });
  return seen;
}

/**
 * All that a page can try on another site: to read with and without credentials, to post, to frame, to load as a script, to open.
 * Gives what it could read.
 */
const attack = async (base: string): Promise<string> => {
  const reads = ["/", "/runs", "/api/vpcs?region=us-east-1", "/api/runs", "/setup?_rsc=1"].map((path) => base + path);
  const learnt: string[] = [];
  const note = (text: string | null | undefined) => void learnt.push(text ?? "");
  const tries: Promise<unknown>[] = [];
  for (const url of reads) {
    for (const mode of ["cors", "no-cors", "same-origin"] as const) {
      for (const credentials of ["include", "omit"] as const) {
        tries.push(fetch(url, { mode, credentials }).then(async (response) => note(await response.text())));
      }
    }
    tries.push(
      fetch(url, { headers: { rsc: "1" }, credentials: "include" }).then(async (response) =>
        note(await response.text()),
      ),
    );
    for (const method of ["POST", "PUT", "DELETE"]) {
      tries.push(
        fetch(url, { method, credentials: "include", headers: { "next-action": "7f".repeat(21) }, body: "[]" }),
      );
      tries.push(fetch(url, { method: "POST", mode: "no-cors", credentials: "include", body: "[]" }));
    }
    for (const sandbox of [null, "allow-scripts", "allow-scripts allow-same-origin"]) {
      const frame = document.createElement("iframe");
      if (sandbox !== null) frame.setAttribute("sandbox", sandbox);
      frame.src = url;
      tries.push(
        new Promise((done) => {
          frame.onload = () => {
            try {
              note(frame.contentDocument?.body.innerText);
            } catch {}
            done(null);
          };
        }),
      );
      document.body.append(frame);
    }
    for (const [tag, attribute] of [
      ["script", "src"],
      ["img", "src"],
      ["object", "data"],
      ["embed", "src"],
      ["video", "src"],
    ] as const) {
      const element = document.createElement(tag);
      element.setAttribute(attribute, url);
      document.body.append(element);
    }
    for (const rel of ["prefetch", "preload", "stylesheet", "modulepreload"]) {
      const link = Object.assign(document.createElement("link"), { rel, href: url });
      if (rel === "preload") link.setAttribute("as", "fetch");
      document.head.append(link);
    }
    navigator.sendBeacon(url, "[]");
    const events = new EventSource(url, { withCredentials: true });
    events.onmessage = ({ data }) => note(data);
    const socket = new WebSocket(url.replace("http", "ws"));
    socket.onmessage = ({ data }) => note(String(data));
    // A form's response goes to a frame: it is not a top-level navigation.
    const inner = Object.assign(document.createElement("iframe"), { name: `inner${learnt.length}` });
    const form = Object.assign(document.createElement("form"), { action: url, method: "post", target: inner.name });
    form.enctype = "text/plain";
    document.body.append(inner, form);
    form.submit();
  }
  // From a sandboxed frame, whose Origin is null.
  const inside = document.createElement("iframe");
  inside.setAttribute("sandbox", "allow-scripts allow-forms");
  inside.srcdoc = `<form method=post enctype=text/plain action="${base}/"></form><script>
    for (const url of ${JSON.stringify(reads)}) for (const mode of ["cors", "no-cors"]) {
      fetch(url, { mode, credentials: "include" }).then(a => a.text()).then(t => parent.postMessage(t, "*"), () => {});
      fetch(url, { method: "POST", mode, credentials: "include", body: "[]" }).catch(() => {});
    }
    document.forms[0].submit();</script>`;
  window.addEventListener("message", ({ data }) => note(String(data)));
  document.body.append(inside);
  await Promise.race([Promise.allSettled(tries), new Promise((done) => setTimeout(done, 10_000))]);
  await new Promise((done) => setTimeout(done, 500));
  return learnt.join("\n");
};

async function expectHarmless(page: Page, seen: Seen): Promise<void> {
  const learnt = await page.evaluate(attack, target());
  expect(learnt).not.toContain(CANARY);
  expect(learnt).not.toContain("vpc-");
  expect(seen.asked).toBeGreaterThan(100);
  expect(seen.responses.length).toBeGreaterThan(20);
  expect(seen.responses.filter(({ status }) => status < 400)).toEqual([]);
}

test("a page of another site learns and changes nothing", async ({ page, context, ec2, control }) => {
  await privateNetwork(ec2, CANARY);
  await page.request.get("/api/vpcs?region=us-east-1&refresh=true");
  await page.goto("/");
  await expect(page.getByText(CANARY).first()).toBeVisible();
  await control.forgetCalls();
  html = "<!doctype html><title>hostile</title><body>";
  await page.goto(`http://evil.test:${port()}/`);
  const seen = seenIn(context);
  await expectHarmless(page, seen);
  expect(await control.calls()).toEqual([]);
});

test("a page on another port of this machine, to which the browser gives the cookie, neither", async ({
  page,
  context,
  control,
}) => {
  await control.forgetCalls();
  const seen = seenIn(context);
  html = "<!doctype html><title>hostile</title><body>";
  await page.goto(`http://${new URL(target()).hostname}:${port()}/`);
  await expectHarmless(page, seen);
  expect(await control.calls()).toEqual([]);
});

test("a name that was rebound to this machine is refused, and so is all that its page asks", async ({
  page,
  context,
  session,
}) => {
  const { port: own } = new URL(target());
  // Even if the browser could be made to send the cookie there.
  await context.addCookies([{ ...session, domain: "rebind.test", path: "/" }]);
  const seen = seenIn(context);
  const response = await page.goto(`http://rebind.test:${own}/`);
  expect(response?.status()).toBe(403);
  const learnt = await page.evaluate(async () => {
    const tries = ["/", "/api/vpcs?region=us-east-1", "/signed-out"].flatMap((path) =>
      ["GET", "POST"].map(async (method) =>
        (await fetch(path, { method, headers: { "next-action": "7f".repeat(21) } })).text(),
      ),
    );
    return (await Promise.all(tries)).join("\n");
  });
  expect(learnt).not.toContain(CANARY);
  expect(seen.responses.length).toBeGreaterThanOrEqual(7);
  expect(seen.responses.filter(({ status }) => status !== 403)).toEqual([]);
});

test("a window that a hostile page opens shows Postern to its person only", async ({ page, context }) => {
  html = `<!doctype html><title>hostile</title><button onclick="opened = window.open('${target()}/')">open</button>`;
  await page.goto(`http://${new URL(target()).hostname}:${port()}/`);
  const [opened] = await Promise.all([context.waitForEvent("page"), page.getByRole("button").click()]);
  await expect(opened.getByRole("button", { name: "Set up private access" }).first()).toBeVisible();
  // The two are cut apart: the opener sees a closed window, and Postern no opener.
  expect(await page.evaluate("opened.closed")).toBe(true);
  expect(await opened.evaluate("window.opener")).toBeNull();
});

test("a link on another site leads a person who is signed in to the page, and others to the signed-out page", async ({
  page,
  context,
}) => {
  html = `<!doctype html><title>chat</title><a href="${target()}/runs">runs</a>`;
  await page.goto(`http://evil.test:${port()}/`);
  await page.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: "Runs" })).toBeVisible();
  expect(new URL(page.url()).pathname).toBe("/runs");
  await context.clearCookies();
  await page.goto(`http://evil.test:${port()}/`);
  await page.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: "You are not signed in here" })).toBeVisible();
});

test("no page breaks its own policy", async ({ page }) => {
  const broken: string[] = [];
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      console.error(`policy: ${violatedDirective} ${blockedURI}`),
    );
  });
  page.on("console", (message) => {
    if (/policy/i.test(message.text())) broken.push(`${page.url()} ${message.text()}`);
  });
  for (const path of ["/", "/runs", "/setup", "/signed-out", "/nope"]) {
    await page.goto(path);
    await page.waitForLoadState("networkidle");
  }
  expect(broken).toEqual([]);
});
