/**
 * The sandbox as a process: LocalStack, and in front of it the proxy with EC2's rules. Prints `ready <url>` when it can be
 * used; ends with SIGTERM, SIGINT or, when POSTERN_PARENT=1, with the pipe on its standard input.
 */
import { join, resolve } from "node:path";
import { startProxy } from "./ec2-rules/server";
import { freePort, startLocalStack } from "./localstack/start";

async function main(): Promise<void> {
  const env = process.env;
  if (!env.POSTERN_PYTHON_VENV) throw new Error("Set POSTERN_PYTHON_VENV to the virtual environment with LocalStack.");
  const dir = resolve(env.POSTERN_SANDBOX_DIR ?? ".postern/sandbox");
  const localstack = await startLocalStack({
    venv: resolve(env.POSTERN_PYTHON_VENV),
    dir: join(dir, "localstack"),
    port: Number(env.POSTERN_LOCALSTACK_PORT) || (await freePort()),
  });
  const end = async (code: number) => {
    await localstack.stop();
    process.exit(code);
  };
  process.once("SIGTERM", () => void end(0));
  process.once("SIGINT", () => void end(0));
  if (env.POSTERN_PARENT === "1") process.stdin.resume().once("close", () => void end(0));
  void localstack.ended.then(() => end(1));
  const proxy = await startProxy({ upstream: localstack.url, port: Number(env.POSTERN_SANDBOX_PORT) || 0 });
  console.log(`ready ${proxy.url}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
