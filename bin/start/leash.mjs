/**
 * Preloaded into every process that the supervisor starts. Its standard input is a pipe that the supervisor holds, so when
 * the supervisor ends, for any reason, the pipe closes and the process exits. What it creates, and what processes
 * of its own make, is for its owner alone.
 */
import { isMainThread } from "node:worker_threads";

// Processes that such a process starts inherit the preload, and are managed by it.
if (isMainThread && process.ppid === Number(process.env.POSTERN_SUPERVISOR)) {
  process.umask(0o077);
  const end = () => {
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.exit(1), 10_000).unref();
  };
  process.stdin.once("end", end).once("error", end).resume().unref();
}
