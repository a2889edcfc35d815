import pg from "pg";

/** Something that a workflow stores about one of its steps. */
type Write = {
  workflow: string;
  /** "entry": of the stream `name`, with this value; "result": of the step `name`. */
  kind: "entry" | "result";
  name: string;
  value: unknown;
};

export type WriteWatch = {
  /** Is waited for before each write. */
  before(write: Write): Promise<void>;
  /** Is waited for after the transaction that has written a step's result. */
  committed(write: Write): Promise<void>;
};

type Client = { result?: Write | undefined };
type Query = (text: unknown, values?: unknown[]) => Promise<unknown>;

/** The statements and the order of their values are those of the engine; `contract.test.ts` notices when they change. */
function writeOf(text: unknown, values: unknown): Write | null {
  const [, table] = /INSERT INTO "dbos"\.(streams|operation_outputs)/.exec(String(text)) ?? [];
  if (!table || !Array.isArray(values) || typeof values[0] !== "string") return null;
  const [workflow] = values;
  if (table === "operation_outputs") return { workflow, kind: "result", name: String(values[4]), value: null };
  return { workflow, kind: "entry", name: String(values[1]), value: JSON.parse(String(values[2])) };
}

/** Calls `watch` at each write of this process's workflows, for as long as the process lives. */
export function watchWrites({ before, committed }: WriteWatch): void {
  const query = pg.Client.prototype.query as unknown as Query;
  async function watched(this: Client, text: unknown, values?: unknown[]): Promise<unknown> {
    const write = writeOf(text, values);
    if (write) await before(write);
    if (write?.kind === "result") this.result = write;
    const response = await (values === undefined ? query.call(this, text) : query.call(this, text, values));
    const { result } = this;
    if (text === "COMMIT" && result) {
      this.result = undefined;
      await committed(result);
    }
    return response;
  }
  Object.assign(pg.Client.prototype, {
    query(this: Client, ...given: unknown[]) {
      const [text, values] = given;
      const concerns = text === "COMMIT" ? this.result : writeOf(text, values);
      return concerns && given.length <= 2 && typeof values !== "function"
        ? watched.call(this, text, values as unknown[])
        : Reflect.apply(query, this, given);
    },
  });
}
