/** The calls and state changes of one request, so that it can be journalled as a whole or rolled back. */
import { createHash } from "node:crypto";
import type { Call, Upstream } from "./call";
import { type Params, writeParams } from "./protocol/params";
import { Refused } from "./protocol/refuse";
import { type Element, parseXml, text } from "./protocol/xml";
import { applyChanges, type Change } from "./state";

export const VERSION: [string, string] = ["Version", "2016-11-15"];

type Given = Omit<Call, "ask" | "mutate" | "put" | "remove" | "newId">;

export type Transaction = {
  call: Call;
  /** Calls that LocalStack carried out, as it got them. */
  calls: string[];
  changes: Change[];
  /** Reverts the state changes. */
  undo: () => void;
};

/** Opens a call. `seed` is where its ids come from: the same seed gives the same ids. */
export function openTransaction(given: Given, upstream: Upstream, seed: string): Transaction {
  const { scope, state, now: at } = given;
  const calls: string[] = [];
  const changes: Change[] = [];
  const before: Change[] = [];
  let drawn = 0;
  const note = (change: Change): void => {
    before.unshift({ ...change, row: state[change.table].get(change.id) ?? null } as Change);
    changes.push(change);
    applyChanges(state, [change]);
  };
  const call: Call = {
    ...given,
    ask: (action, params = new Map()) => asked(upstream({ scope, params: callOf(action, params) })),
    async mutate(action, params) {
      const sent = callOf(action, params);
      const response = await asked(upstream({ scope, params: sent, seed: `${seed}:${calls.length}`, at }));
      calls.push(writeParams(sent));
      return response;
    },
    put: (table, row) => note({ table, id: row.id, row } as Change),
    remove: (table, id) => note({ table, id, row: null } as Change),
    newId(prefix) {
      drawn += 1;
      return `${prefix}-${createHash("sha256").update(`${seed}/${drawn}`).digest("hex").slice(0, 17)}`;
    },
  };
  return { call, calls, changes, undo: () => applyChanges(state, before) };
}

const callOf = (action: string, params: Params): Params => new Map([...params, ["Action", action], VERSION]);

/** LocalStack's response as a tree; its refusals are thrown. */
async function asked(response: ReturnType<Upstream>): Promise<Element> {
  const { status, body } = await response;
  if (status < 300) return parseXml(body);
  const error = status < 500 ? parseXml(body).children.find((entry) => entry.name === "Errors") : undefined;
  const first = error?.children[0];
  // moto prints the set of all ids that are missing; EC2 names one.
  const message = text(first, "Message").replace(/'?\{('[^']*')[^}]*\}'?/, "$1");
  throw new Refused(text(first, "Code") || "InternalError", message || "LocalStack failed", status);
}
