/** Fixtures of every browser test: the account by the SDK, and the control API of the rules proxy. */
import type { EC2Client } from "@aws-sdk/client-ec2";
import { test as base } from "@playwright/test";
import "./localhost";
import { ec2Client } from "./network";
import { newSession, type SessionCookie } from "./session";

export { expect } from "@playwright/test";

type Call = {
  action: string;
  status: number;
  /** Whose key it was signed with. */
  accessKey: string;
};

/** The rules proxy's control API: faults on request and the mutating calls that it saw. */
export type Control = {
  /** The next call of an action, or n of them, fail with this code and message. */
  failNext(action: string, code: string, message: string, times?: number): Promise<void>;
  calls(): Promise<Call[]>;
  /** From now on an access key may do what these policies allow, and nothing else. */
  limit(accessKeyId: string, ...policies: object[]): Promise<void>;
  /** From now on endpoints take this long to become available, in milliseconds. */
  availableAfter(availableDelayMs: number): Promise<void>;
  forgetCalls(): Promise<void>;
  reset(): Promise<void>;
};

export const setting = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the browser tests are started by npm test.`);
  return value;
};

function controlOf(url: string): Control {
  const send = (method: string, path: string, body?: object) =>
    fetch(`${url}/_postern/${path}`, {
      method,
      // A test that blocks this process for seconds does not see in time that the server has closed an idle connection.
      headers: { "content-type": "application/json", connection: "close" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  return {
    async failNext(action, code, message, times = 1) {
      await send("POST", "faults", { action, times, kind: "error", code, message });
    },
    async calls() {
      return (await (await send("GET", "calls")).json()) as Call[];
    },
    async limit(accessKeyId, ...policies) {
      await send("POST", "iam", { accessKeyId, policies });
    },
    async availableAfter(availableDelayMs) {
      await send("POST", "settings", { availableDelayMs });
    },
    async forgetCalls() {
      await send("DELETE", "calls");
    },
    async reset() {
      await send("POST", "reset");
    },
  };
}

type Fixtures = { ec2Url: string; ec2: EC2Client; control: Control };

export const test = base.extend<Fixtures, { session: SessionCookie }>({
  session: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern
    async ({}, use) => use(await newSession()),
    { scope: "worker" },
  ],
  storageState: async ({ session }, use) => {
    const { hostname: domain } = new URL(setting("POSTERN_E2E_URL"));
    const rest = { domain, path: "/", expires: -1, httpOnly: true, secure: false, sameSite: "Strict" as const };
    await use({ cookies: [{ ...session, ...rest }], origins: [] });
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern
  ec2Url: async ({}, use) => use(setting("POSTERN_E2E_EC2")),
  ec2: async ({ ec2Url }, use) => {
    const client = ec2Client(ec2Url);
    await use(client);
    client.destroy();
  },
  control: async ({ ec2Url }, use) => {
    const control = controlOf(ec2Url);
    await control.reset();
    await use(control);
    await control.reset();
  },
});
