/** EC2 as clients see it: LocalStack behind its rules. Mutations run one after another and are journalled. */
import { randomUUID } from "node:crypto";
import { createBuckets } from "./buckets";
import { type Call, mutates, type Rule, type Scope, sandboxScope, type Upstream } from "./call";
import type { Faults } from "./faults";
import { createPrincipals, type Principals } from "./iam/principals";
import type { Journal } from "./journal";
import { cut, pageOf } from "./protocol/paging";
import type { Params } from "./protocol/params";
import { Refused } from "./protocol/refuse";
import { type Element, element, writeXml } from "./protocol/xml";
import type { Settings } from "./settings";
import { applyChanges, type Change, emptyState, type State, type Tables } from "./state";
import { openTransaction, VERSION } from "./transaction";

type Ec2Response = { status: number; body: string; requestId: string };

/** A mutating call that was seen, for tests: what was asked and how it ended. */
type Seen = {
  at: number;
  action: string;
  params: Record<string, string>;
  status: number;
  code: string | null;
  /** Whose key it was signed with, and who acted in the session of a role. */
  accessKey: string;
  sourceIdentity: string | null;
};

export type Ec2 = {
  settings: Settings;
  /** The settings that it started with. */
  firstSettings: Settings;
  faults: Faults;
  principals: Principals;
  seen: Seen[];
  /** Route 53 was called, which LocalStack loads at the first call: there may be private hosted zones. */
  route53Used: boolean;
  stateOf: (scope: Scope) => State;
  handle: (scope: Scope, params: Params) => Promise<Ec2Response>;
  /** Writes a row manually: what a seed or a test says about the account that no call says. */
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
  /** The seed of ids, with the call's number; another value at each start on the same journal. */
  salt: () => string;
  /**
   * The journal cannot be written. `diverged`: LocalStack has carried out a call that the journal lacks, so every call is refused until
   * a new start rebuilds the account from the journal.
   */
  journalFailed: (error: Error, diverged: boolean) => void;
};

const NAMESPACE = ' xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"';

export function createEc2(options: Ec2Options): Ec2 {
  const { upstream, journal, faults, now } = options;
  /** Mutations so far, refused ones included: LocalStack may have drawn ids for any of them. */
  let mutations = 0;
  let hasDiverged = false;
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
  const inJournal = (write: () => void, diverges = false): void => {
    try {
      write();
    } catch (error) {
      hasDiverged ||= diverges;
      options.journalFailed(error as Error, diverges);
      throw UNWRITTEN;
    }
  };
  /** LocalStack draws a Region's default VPC at the first call about it. */
  const opened = (scope: Scope): Promise<unknown> =>
    once(`open ${keyOf(scope)}`, () =>
      upstream({ scope, params: new Map([["Action", "DescribeVpcs"], VERSION]), seed: keyOf(scope), at: OPENED_AT }),
    );

  /**
   * One call through the rules. What it did is journalled before its response; its rows are undone when it is refused or cannot be
   * journalled.
   */
  async function perform(scope: Scope, params: Params): Promise<Element> {
    const action = params.get("Action") ?? "";
    if (hasDiverged) throw UNWRITTEN;
    if (mutates(action)) inJournal(() => journal.reserve());
    await opened(scope);
    const given = {
      action,
      params,
      scope,
      now: now(),
      settings: ec2.settings,
      principals: ec2.principals,
      state: stateOf(scope),
      unseenUntil,
      hostedZones: async (vpcId: string) => (ec2.route53Used ? options.hostedZones(scope, vpcId) : []),
      cached: <Value>(key: string, load: () => Promise<Value>) => once(`${key} ${keyOf(scope)}`, load),
    };
    const seed = `${options.salt()}:${mutations}`;
    if (mutates(action)) mutations += 1;
    const { call, calls, changes, undo } = openTransaction(given, upstream, seed);
    const paged = pageOf(call);
    if (paged) call.params = paged.params;
    const record = (): void => {
      if (calls.length + changes.length === 0) return;
      inJournal(() => journal.append({ seed, at: call.now, scope, calls, changes }), calls.length > 0);
    };
    try {
      const response = await applied(call);
      if (paged) cut(response, paged.page);
      record();
      return response;
    } catch (error) {
      undo();
      changes.length = 0;
      if (!hasDiverged) record();
      throw error;
    }
  }

  async function applied(call: Call): Promise<Element> {
    const rules = options.rules.filter(({ actions }) => actions.includes(call.action) || actions.includes("*"));
    for (const rule of rules) call.params = (await rule.before?.(call)) ?? call.params;
    const own = rules.find((rule) => rule.handle)?.handle;
    const pass = mutates(call.action) ? call.mutate : call.ask;
    const response = own ? await own(call) : await pass(call.action, call.params);
    for (const rule of rules) await rule.after?.(call, response);
    return response;
  }

  const ec2: Ec2 = {
    settings: options.settings,
    firstSettings: options.settings,
    faults,
    principals: createPrincipals(sandboxScope.account),
    seen: [],
    route53Used: false,
    stateOf,
    async handle(scope, params) {
      const action = params.get("Action") ?? "";
      const requestId = randomUUID();
      const done = (status: number, body: Element, code: string | null): Ec2Response => {
        if (mutates(action)) {
          const { accessKey } = scope;
          const sourceIdentity = ec2.principals.of(accessKey)?.sourceIdentity ?? null;
          ec2.seen.push({
            at: now(),
            action,
            params: Object.fromEntries(params),
            status,
            code,
            accessKey,
            sourceIdentity,
          });
        }
        return { status, body: writeXml(body), requestId };
      };
      try {
        throttled(scope, action, ec2.settings, now());
        const afterwards = await faults.strike(action);
        const run = () => perform(scope, params);
        const running = mutates(action) ? queue.then(run) : run();
        if (mutates(action)) queue = running.catch(() => undefined);
        const response = await running;
        response.attributes = NAMESPACE;
        response.children = [
          element("requestId", requestId),
          ...response.children.filter((entry) => entry.name !== "requestId"),
        ];
        const finished = done(200, response, null);
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
      inJournal(() => journal.append({ seed: "", at: now(), scope, calls: [], changes }));
      applyChanges(stateOf(scope), changes);
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

/** As EC2 says that a fault is its own (EC2 API reference, Error codes). */
const UNWRITTEN = new Refused("InternalError", "The sandbox cannot write its journal: nothing was changed.", 500);

/** The default VPC's birthday. */
const OPENED_AT = Date.UTC(2024, 0, 1);
