import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { expect, test } from "vitest";
import { nextFreePort, steadyPort } from "./ports";

async function listening<T>(port: number, host: string, task: () => Promise<T>): Promise<T> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(port, host, done));
  try {
    return await task();
  } finally {
    await new Promise((done) => server.close(done));
  }
}

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === "::1"));

test.each(["127.0.0.1", "0.0.0.0", ...(hasIpv6 ? ["::1", "::"] : [])])(
  "a port that is in use at %s is skipped for the next",
  async (host) => {
    const port = await steadyPort("a port for this test");
    expect(await listening(port, host, () => nextFreePort(port))).toBeGreaterThan(port);
    expect(await nextFreePort(port)).toBe(port);
  },
);

test("a name has the same port each time", async () => {
  expect(await steadyPort("one name")).toBe(await steadyPort("one name"));
  expect(await steadyPort("one name")).not.toBe(await steadyPort("another name"));
});
