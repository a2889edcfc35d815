/** EC2 as clients see it: LocalStack behind its rules. Mutations run one after another and are journalled. */
import { createHash, randomUUID } from "node:crypto";
import { createBuckets } from "./buckets";
import { type Call, mutates, type Rule, type Scope, type Upstream } from "./call";
import type { Faults } from "./faults";
import type { Journal } from "./journal";
import { cut, pageOf } from "./paging";
import { type Params, writeParams } from "./params";
import { Refused } from "./refuse";
import type { Settings } from "./settings";
import { applyChanges, type Change, emptyState, type State, type Tables } from "./state";
import { type Element, element, parseXml, text, writeXml } from "./xml";

type Answer = { status: number; body: string; requestId: string };

/** A mutating call that was seen, for tests: what was asked and how it ended. */
type Seen = { at: number; action: string; params: Record<string, string>; status: number; code: string | null };

export type Ec2 = {
  settings: Settings;
  /** The settings that it began with. */
  firstSettings: Settings;
  faults: Faults;
  seen: Seen[];
  /** Somebody has spoken to Route 53, which LocalStack loads at the first call: there may be private hosted zones. */
  route53Used: boolean;
  stateOf: (scope: Scope) => State;
  answer: (scope: Scope, params: Params) => Promise<Answer>;
  /** Writes a row by hand: what a seed or a test says about the account that no call says. */
  note: <Table extends keyof Tables>(scope: Scope, table: Table, row: Tables[Table]) => void;
  /** Makes the account of the journal again, in a LocalStack that is empty. Gives the number of calls that failed. */
  replay: () => Promise<number>;
};

export type Ec2Options = {
  upstream: Upstream;
  hostedZones: (scope: Scope, vpcId: string) => Promise<string[]>;
  rules: readonly Rule[];
  journal: Journal;
  settings: Settings;
  faults: Faults;
  now: () => number;
  /** What ids are drawn from, besides the call's number. */
  salt: () => string;
};

const NAMESPACE = ' xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"';

export function createEc2(options: Ec2Options): Ec2 {
  const { upstream, journal, faults, now } = options;
  const states = new Map<string, State>();
  const unseenUntil = new Map<string, number>();
  const throttled = createBuckets();
  const memo = new Map<string, Promise<unknown>>();
  let queue: Promise<unknown> = Promise.resolve();

  const keyOf = ({ account, region }: Scope): string => `${account}/${region}`;
  const stateOf = (scope: Scope): State => {
    const state = states.get(keyOf(scope)) ?? emptyState();
    states.set(keyOf(scope), state);
    return state;
  };
  const once = <Value>(key: string, load: () => Promise<Value>): Promise<Value> => {
    const loading = (memo.get(key) as Promise<Value> | undefined) ?? load();
    memo.set(key, loading);
    loading.catch(() => memo.delete(key));
    return loading;
  };
  /** LocalStack draws a Region's default VPC at the first call about it. */
  const opened = (scope: Scope): Promise<unknown> =>
    once(`open ${keyOf(scope)}`, () =>
      upstream({ scope, params: new Map([["Action", "DescribeVpcs"], VERSION]), seed: keyOf(scope), at: OPENED_AT }),
    );

  async function perform(scope: Scope, given: Params, requestId: string): Promise<Element> {
    const action = given.get("Action") ?? "";
    await opened(scope);
    const applying = options.rules.filter((rule) => rule.actions.includes(action) || rule.actions.includes("*"));
    const calls: string[] = [];
    const changes: Change[] = [];
    const undo: Change[] = [];
    const state = stateOf(scope);
    const seed = `${options.salt()}:${journal.entries.length}`;
    let drawn = 0;
    const record = (change: Change): void => {
      undo.unshift({ ...change, row: state[change.table].get(change.id) ?? null } as Change);
      changes.push(change);
      applyChanges(state, [change]);
    };
    const call: Call = {
      action,
      params: given,
      scope,
      requestId,
      now: now(),
      settings: ec2.settings,
      state,
      unseenUntil,
      hostedZones: async (vpcId) => (ec2.route53Used ? options.hostedZones(scope, vpcId) : []),
      ask: (name, params = new Map()) => asked(upstream({ scope, params: callOf(name, params) })),
      async mutate(name, params) {
        const sent = callOf(name, params);
        const answer = await asked(upstream({ scope, params: sent, seed: `${seed}:${calls.length}`, at: call.now }));
        calls.push(writeParams(sent));
        return answer;
      },
      cached: (key, load) => once(`${key} ${keyOf(scope)}`, load),
      put: (table, row) => record({ table, id: row.id, row } as Change),
      remove: (table, id) => record({ table, id, row: null } as Change),
      newId(prefix, digits = 17) {
        drawn += 1;
        return `${prefix}-${createHash("sha256").update(`${seed}/${drawn}`).digest("hex").slice(0, digits)}`;
      },
    };
    const paged = pageOf(call);
    if (paged) call.params = paged.params;
    try {
      for (const rule of applying) call.params = (await rule.before?.(call)) ?? call.params;
      const own = applying.find((rule) => rule.answer)?.answer;
      const pass = mutates(action) ? call.mutate : call.ask;
      const answer = own ? await own(call) : await pass(action, call.params);
      for (const rule of applying) await rule.after?.(call, answer);
      if (calls.length + changes.length > 0) journal.append({ seed, at: call.now, scope, calls, changes });
      if (paged) cut(answer, paged.page);
      return answer;
    } catch (error) {
      applyChanges(state, undo);
      throw error;
    }
  }

  const ec2: Ec2 = {
    settings: options.settings,
    firstSettings: options.settings,
    faults,
    seen: [],
    route53Used: false,
    stateOf,
    async answer(scope, params) {
      const action = params.get("Action") ?? "";
      const requestId = randomUUID();
      const done = (status: number, body: Element, code: string | null): Answer => {
        if (mutates(action)) {
          ec2.seen.push({ at: now(), action, params: Object.fromEntries(params), status, code });
        }
        return { status, body: writeXml(body), requestId };
      };
      try {
        throttled(scope.account, action, ec2.settings, now());
        const afterwards = await faults.strike(action);
        const run = () => perform(scope, params, requestId);
        const running = mutates(action) ? queue.then(run) : run();
        if (mutates(action)) queue = running.catch(() => undefined);
        const answer = await running;
        answer.attributes = NAMESPACE;
        answer.children = [
          element("requestId", requestId),
          ...answer.children.filter((entry) => entry.name !== "requestId"),
        ];
        const finished = done(200, answer, null);
        afterwards();
        return finished;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        const { code, message } = error;
        const body = element("Response", {
          Errors: { Error: { Code: code, Message: message } },
          RequestID: requestId,
        });
        return done(error.status, body, code);
      }
    },
    note(scope, table, row) {
      const changes = [{ table, id: row.id, row } as Change];
      applyChanges(stateOf(scope), changes);
      journal.append({ seed: "", at: now(), scope, calls: [], changes });
    },
    async replay() {
      let failed = 0;
      for (const { seed, at, scope, calls, changes } of journal.entries) {
        await opened(scope);
        for (const [index, sent] of calls.entries()) {
          const params = new Map(new URLSearchParams(sent));
          const { status } = await upstream({ scope, params, seed: `${seed}:${index}`, at });
          if (status !== 200) failed += 1;
        }
        applyChanges(stateOf(scope), changes);
      }
      return failed;
    },
  };
  return ec2;
}

const VERSION: [string, string] = ["Version", "2016-11-15"];
/** The default VPC's birthday. */
const OPENED_AT = Date.UTC(2024, 0, 1);

const callOf = (action: string, params: Params): Params => new Map([...params, ["Action", action], VERSION]);

/** LocalStack's answer as a tree; its refusals are thrown. */
async function asked(answering: ReturnType<Upstream>): Promise<Element> {
  const { status, body } = await answering;
  if (status < 300) return parseXml(body);
  const error = status < 500 ? parseXml(body).children.find((entry) => entry.name === "Errors") : undefined;
  const first = error?.children[0];
  // moto prints the set of all ids that are missing; EC2 names one.
  const message = text(first, "Message").replace(/'?\{('[^']*')[^}]*\}'?/, "$1");
  throw new Refused(text(first, "Code") || "InternalError", message || "LocalStack failed", status);
}
