/** What is going on during the slow parts: a moving line for each on a terminal, a line now and then in a log. */

/**
 * @typedef {{ note(text: string): void, done(text?: string): void, fail(): void }} Task
 * @typedef {{ task(name: string): Task, line(text: string): void, close(): void }} Progress
 */

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const SECONDS_BETWEEN_LINES = 10;

/**
 * @param {NodeJS.WriteStream} [out]
 * @returns {Progress}
 */
export function createProgress(out = process.stdout) {
  const moving = Boolean(out.isTTY) && !process.env.CI;
  /** @type {Set<{ name: string, note: string, began: number, reported: number }>} */
  const tasks = new Set();
  let drawn = 0;
  let frame = 0;
  // A terminal that is closed must not take the servers with it.
  out.on("error", () => {});

  const seconds = (/** @type {{ began: number }} */ task) => Math.round((Date.now() - task.began) / 1000);
  const erase = () => {
    if (drawn > 0) out.write(`\x1b[${drawn}A\x1b[J`);
    drawn = 0;
  };
  const draw = () => {
    erase();
    const width = (out.columns || 80) - 1;
    for (const task of tasks) {
      const text = `${FRAMES[frame % FRAMES.length]} ${task.name}  ${seconds(task)} s  ${task.note}`;
      out.write(`${text.slice(0, width)}\n`);
      drawn++;
    }
  };
  const tick = () => {
    frame++;
    if (moving) return draw();
    for (const task of tasks) {
      if (Date.now() - task.reported < SECONDS_BETWEEN_LINES * 1000) continue;
      task.reported = Date.now();
      out.write(`… ${task.name}  ${seconds(task)} s  ${task.note}\n`);
    }
  };
  const line = (/** @type {string} */ text) => {
    if (moving) erase();
    out.write(`${text}\n`);
    if (moving) draw();
  };
  const timer = setInterval(tick, moving ? 100 : 500);
  timer.unref();

  return {
    line,
    close() {
      clearInterval(timer);
      tasks.clear();
      if (moving) erase();
    },
    task(name) {
      const task = { name, note: "", began: Date.now(), reported: Date.now() };
      tasks.add(task);
      if (!moving) line(`… ${name}`);
      return {
        note(text) {
          task.note = text;
        },
        done(text = "") {
          if (tasks.delete(task)) line(`✓ ${name}  ${seconds(task)} s  ${text}`.trimEnd());
        },
        fail() {
          if (tasks.delete(task)) line(`✗ ${name}`);
        },
      };
    },
  };
}
