/** Several web and worker processes on one database, as a team has them. */
import type { Browser, BrowserContext } from "@playwright/test";
import pg from "pg";
import { startNode, type TestProcess } from "#lib/process/testing/child-process";
import { storedWorkflows } from "#lib/run/engine/testing/stored";
import { setting } from "./fixtures";
import type { SessionCookie } from "./session";
import { startWeb } from "./web";

/** Looks often, so that a small account does not take its time. */
export const PACE = { POSTERN_POLL_MS: "300", POSTERN_NAME_EXPIRY_MS: "0" };

export const accountEnvironment = (ec2Url: string) => ({
  AWS_ENDPOINT_URL: ec2Url,
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_REGION: "us-east-1",
});

type Database = { url: string; executorOf(run: string): Promise<string>; drop(): Promise<void> };

/** An empty database of its own beside the browser tests' one, not migrated. */
export async function newDatabase(): Promise<Database> {
  const name = `postern_team_${Math.random().toString(36).slice(2)}`;
  const admin = new pg.Client({ connectionString: setting("DATABASE_URL") });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(setting("DATABASE_URL"));
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async executorOf(run) {
      const stored = await storedWorkflows(url.href);
      const executor = await stored.executorOf(run);
      await stored.close();
      return executor;
    },
    async drop() {
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}

export type Web = { origin: string; cookie: string; context: BrowserContext };

type Team = {
  webs: [Web, Web];
  /** SIGKILL to the worker that a run is with. */
  killWorkerOf(run: string): Promise<void>;
  stop(): Promise<void>;
};

/** Both workers start at once on the empty database, and so migrate it concurrently. */
export async function startTeam(
  browser: Browser,
  session: SessionCookie,
  ec2Url: string,
  database: Database,
): Promise<Team> {
  const env = { ...process.env, ...PACE, ...accountEnvironment(ec2Url), DATABASE_URL: database.url };
  const started: TestProcess[] = [];
  const stop = () => Promise.all(started.map((one) => one.stop()));
  const worker = async () => {
    const one = startNode(["worker/main.ts"], env);
    started.push(one);
    await one.written(/^ready$/m);
    return one;
  };
  const web = async (): Promise<Web> => {
    const one = await startWeb(env);
    started.push(one);
    const { origin, port } = one;
    // One and the same session; its cookie has another name at each port.
    const cookie = { name: `postern-session-${port}`, value: session.value };
    const context = await browser.newContext({ baseURL: origin, viewport: { width: 1440, height: 900 } });
    const { hostname: domain } = new URL(origin);
    await context.addCookies([{ ...cookie, domain, path: "/", httpOnly: true, sameSite: "Strict" }]);
    return { origin, cookie: `${cookie.name}=${cookie.value}`, context };
  };
  try {
    const workers = await Promise.all([worker(), worker()]);
    const webs: [Web, Web] = [await web(), await web()];
    return {
      webs,
      async killWorkerOf(run) {
        const executor = await database.executorOf(run);
        const worker = workers.find(({ output }) => output().includes(`"executorId":"${executor}"`));
        if (!worker) throw new Error(`No worker of this team has ${run}: ${executor}`);
        await worker.stop("SIGKILL");
      },
      async stop() {
        await Promise.all(webs.map(({ context }) => context.close()));
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
