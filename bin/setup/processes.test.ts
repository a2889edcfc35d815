import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { expect, test } from "vitest";
import { commandOf, endMarked, MARK, parentOf, startOf } from "./processes.mjs";

const STUBBORN = "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)";

async function running(script: string, mark?: string): Promise<ChildProcess> {
  const env = { ...process.env, ...(mark ? { [MARK]: mark } : {}) };
  const child = spawn(process.execPath, ["-e", script], { env, stdio: ["ignore", "pipe", "ignore"] });
  await once(child.stdout, "data");
  return child;
}

test("a process is identified by its pid and its start time", async () => {
  const child = await running(STUBBORN);
  const pid = child.pid ?? 0;
  expect(startOf(pid)).toBeTruthy();
  expect(startOf(pid)).toBe(startOf(pid));
  expect(startOf(pid)).not.toBe(startOf(process.ppid));
  expect(parentOf(pid)).toBe(process.pid);
  expect(commandOf(pid)).toContain("SIGTERM");
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(startOf(pid)).toBeNull();
  expect(commandOf(pid)).toBe("");
});

test("all that carries a mark is ended, what it has started and what does not listen too; nothing else is", async () => {
  const mark = randomUUID();
  const script = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(STUBBORN)}], {stdio: 'inherit', detached: true}).unref()`;
  const parent = await running(script, mark);
  const unrelated = await running(STUBBORN, `${mark}0`);
  expect(await endMarked(mark, 100)).toBeGreaterThan(0);
  expect(await endMarked(mark, 100)).toBe(0);
  expect(parent.exitCode ?? parent.signalCode).not.toBeNull();
  expect(startOf(unrelated.pid ?? 0)).toBeTruthy();
  unrelated.kill("SIGKILL");
});
