import {
  type DefaultRenderer,
  Listr,
  ListrLogger,
  type ListrTaskWrapper,
  ProcessOutput,
  type SimpleRenderer,
} from "listr2";
import type { Run, RunStep, StepState } from "#lib/core/run/run";
import { visible } from "#lib/core/text/untrusted";

export type Progress = {
  /** Shows what has changed in a run since the last call. */
  show(run: Run): void;
  /** Leaves the output in place. */
  end(): Promise<void>;
};

/** On standard error: a live list on a terminal, else a line for each change of state. */
export function progress(): Progress {
  const { stdout, stderr } = process;
  return stdout.isTTY && stderr.isTTY ? listProgress(stderr) : lineProgress((line) => stderr.write(`${line}\n`));
}

const WORDS: Record<StepState, string> = {
  waiting: "waits",
  calling: "calls AWS",
  settling: "waits until it is in effect",
  done: "done",
  failed: "failed",
  skipped: "left out",
  stopped: "stopped",
};

/** One step in one line: `create-endpoint-ecs (CreateVpcEndpoint): done, vpce-0abc…`. */
export function stepLine(step: RunStep): string {
  const more = [
    WORDS[step.state],
    ...(step.resultId ? [step.resultId] : []),
    ...(step.wasThere && !step.note ? ["it was so already"] : []),
    ...(step.attempt > 1 ? [`attempt ${step.attempt}`] : []),
    ...(step.note ? [step.note] : []),
    ...(step.error ? [step.error.sentence] : []),
  ];
  return visible(`${step.change} (${step.operation}): ${more.join(", ")}`);
}

/** `write` gets each line once. */
export function lineProgress(write: (line: string) => void): Progress {
  const last = new Map<string, string>();
  let login: string | null = null;
  return {
    show({ waitsForLogin, ...run }) {
      const words = waitsForLogin && `waits for a login: ${waitsForLogin.sentence} ${waitsForLogin.nextStep}`;
      if (words && words !== login) write(visible(words));
      login = words;
      for (const step of run.steps) {
        const line = stepLine(step);
        if (step.state !== "waiting" && last.get(step.change) !== line) write(line);
        last.set(step.change, line);
      }
    },
    async end() {},
  };
}

type Task = ListrTaskWrapper<unknown, typeof DefaultRenderer, typeof SimpleRenderer>;

/** Steps that become known later, such as those of a rollback, get a list of their own below. */
function listProgress(stream: NodeJS.WriteStream): Progress {
  const processOutput = new ProcessOutput(stream, stream);
  const ends = new Map<string, (step: RunStep | null) => void>();
  const tasks = new Map<string, Task>();
  let lists = Promise.resolve();

  const add = (steps: readonly RunStep[]) => {
    const list = new Listr<unknown>(
      steps.map((step) => {
        const ended = new Promise<RunStep | null>((resolve) => ends.set(step.change, resolve));
        return {
          title: `${step.change} (${step.operation})`,
          task: async (_: unknown, task: Task) => {
            tasks.set(step.change, task);
            finish(task, await ended);
          },
        };
      }),
      {
        concurrent: true,
        exitOnError: false,
        registerSignalListeners: false,
        rendererOptions: { collapseErrors: false, logger: new ListrLogger({ useIcons: true, processOutput }) },
      },
    );
    lists = lists.then(() => list.run()).then(() => {});
  };

  return {
    show(run) {
      const fresh = run.steps.filter(({ change }) => !ends.has(change));
      if (fresh.length > 0) add(fresh);
      for (const step of run.steps) {
        if (step.endedAt !== null || step.state === "skipped" || step.state === "stopped")
          ends.get(step.change)?.(step);
        else {
          const task = tasks.get(step.change);
          if (task && step.state !== "waiting") task.title = stepLine(step);
        }
      }
    },
    async end() {
      for (const finishWith of ends.values()) finishWith(null);
      await lists;
    },
  };
}

function finish(task: Task, step: RunStep | null): void {
  if (step) task.title = stepLine(step);
  if (step?.state === "failed") throw new Error(visible(step.error?.nextStep ?? ""));
  if (step?.state !== "done") task.skip();
}
