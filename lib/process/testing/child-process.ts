/** Child processes of tests: what they write is kept, and nobody waits for one that has ended. */
import { spawn } from "node:child_process";

export type TestProcess = {
  pid: number;
  /** What it has written until now, to both streams. */
  output(): string;
  /** Resolves with its exit code, or the signal that ended it, once all that it has written is there. */
  ended: Promise<number | NodeJS.Signals | null>;
  isRunning(): boolean;
  /** Resolves as soon as its output has this form. Rejects with its output when it ends before that. */
  written(form: RegExp): Promise<RegExpExecArray>;
  /** Closes its standard input. */
  closeInput(): void;
  /** Sends the signal and waits until it has ended. */
  stop(signal?: NodeJS.Signals): Promise<void>;
};

/** Starts a program; its standard input stays open. */
export function startChild(program: string, args: readonly string[], env: NodeJS.ProcessEnv): TestProcess {
  const child = spawn(program, args, { env, stdio: ["pipe", "pipe", "pipe"] });
  let output = "";
  let running = true;
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of waiting) look();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      wake();
    });
  }
  child.stdin.on("error", () => {});
  const ended = new Promise<number | NodeJS.Signals | null>((done) => {
    child.once("error", ({ message }) => {
      output += message;
    });
    child.once("close", (code, signal) => {
      running = false;
      wake();
      done(code ?? signal);
    });
  });
  return {
    pid: child.pid ?? 0,
    output: () => output,
    ended,
    isRunning: () => running,
    written: (form) =>
      new Promise((done, failed) => {
        const look = () => {
          const found = form.exec(output);
          if (found) done(found);
          else if (!running) failed(new Error(`${program} ${args.join(" ")} ended: ${output}`));
          else return;
          waiting.delete(look);
        };
        waiting.add(look);
        look();
      }),
    closeInput: () => child.stdin.end(),
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      await ended;
    },
  };
}

/** The same with Node's own program; files of TypeScript are loaded by tsx. */
export function startNode([file = "", ...args]: readonly string[], env: NodeJS.ProcessEnv): TestProcess {
  return startChild(process.execPath, [...(file.endsWith(".ts") ? ["--import", "tsx"] : []), file, ...args], env);
}
