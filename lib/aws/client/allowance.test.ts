import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { HttpRequest } from "@smithy/core/protocols";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ALLOWANCE, TOO_LARGE, TOO_SLOW, within } from "./allowance";
import { boundedHandler } from "./http-handler";

let server: Server | undefined;
afterEach(() => {
  vi.useRealTimers();
  server?.closeAllConnections();
  server?.close();
});

/** A function that calls a server with this listener. */
async function calling(response: RequestListener) {
  server = createServer(response);
  await new Promise<void>((done) => server?.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const handler = boundedHandler({});
  return () => handler.handle(new HttpRequest({ hostname: "127.0.0.1", port, protocol: "http:", method: "POST" }));
}

const MB = 2 ** 20;

describe("one read of an account", () => {
  it("may take three minutes and 256 MB", () => {
    expect(ALLOWANCE).toEqual({ milliseconds: 180_000, bytes: 256 * MB });
  });

  it("fails when its responses together are too large, though each is not, also in nested reads", async () => {
    const call = await calling((_, response) => response.end(Buffer.alloc(MB)));
    const allowance = { milliseconds: 30_000, bytes: 2.5 * MB };
    const twice = async () => [await call(), await call()];
    expect(await within(allowance, twice)).toHaveLength(2);
    expect(await within(allowance, twice)).toHaveLength(2);
    const thrice = within(allowance, async () => [...(await within(ALLOWANCE, twice)), await call()]);
    await expect(thrice).rejects.toMatchObject({ code: TOO_LARGE });
  });

  it("sends nothing more once its time is up", async () => {
    let calls = 0;
    const call = await calling((_, response) => {
      calls += 1;
      response.end("x");
    });
    let later = Promise.resolve<unknown>(null);
    const read = within({ milliseconds: 20, bytes: MB }, () => {
      later = new Promise((done) => setTimeout(done, 60)).then(call).catch((error: unknown) => error);
      return new Promise(() => {});
    });
    await expect(read).rejects.toMatchObject({ code: TOO_SLOW });
    expect(await later).toMatchObject({ code: TOO_SLOW });
    expect(calls).toBe(0);
  });
});

it("a response that arrives byte by byte is given up after a minute", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  let begun = () => {};
  const dripping = new Promise<void>((done) => {
    begun = done;
  });
  const call = await calling((_, response) => {
    response.write("x");
    const drip = setInterval(() => {
      response.write("x");
      // Only once the response is being read.
      if (vi.getTimerCount() > 0) begun();
    }, 5);
    response.once("close", () => clearInterval(drip));
  });
  let outcome: unknown = "under way";
  const response = call().catch((error: unknown) => error);
  void response.then((error) => {
    outcome = error;
  });
  await dripping;
  await vi.advanceTimersByTimeAsync(59_000);
  expect(outcome).toBe("under way");
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await response).toMatchObject({ code: TOO_SLOW });
});
