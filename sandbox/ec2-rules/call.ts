/** A call as rules see it. */
import type { Principals } from "./iam/principals";
import type { Params } from "./protocol/params";
import type { Element } from "./protocol/xml";
import type { Settings } from "./settings";
import type { State, Tables } from "./state";

/** Whose account, and where. */
export type Scope = { accessKey: string; account: string; region: string };

/** Where the sandbox's own account is. */
export const sandboxScope: Scope = { accessKey: "test", account: "000000000000", region: "us-east-1" };

/** Calls LocalStack: one call, and its raw response. `seed` and `at` make its ids and times repeatable. */
export type Upstream = (request: {
  scope: Scope;
  params: Params;
  seed?: string;
  at?: number;
}) => Promise<{ status: number; body: string }>;

export type Call = {
  action: string;
  params: Params;
  scope: Scope;
  /** Milliseconds since 1970. */
  now: number;
  settings: Settings;
  principals: Principals;
  /** `put` and `remove` change it at once; when the call is refused they are undone. */
  state: State;
  /** Ids that calls do not know yet, and until when. */
  unseenUntil: Map<string, number>;
  /** Names of the private hosted zones of a VPC. */
  hostedZones: (vpcId: string) => Promise<string[]>;
  /** Asks LocalStack for facts. Throws `Refused` when it refuses. */
  ask: (action: string, params?: Params) => Promise<Element>;
  /** Sends a call to LocalStack; journalled. */
  mutate: (action: string, params: Params) => Promise<Element>;
  /** What `load` gives, asked for once for each key and Region. */
  cached: <Value>(key: string, load: () => Promise<Value>) => Promise<Value>;
  put: <Table extends keyof Tables>(table: Table, row: Tables[Table]) => void;
  remove: (table: keyof Tables, id: string) => void;
  /** A new id, such as vpce-0123456789abcdef0; the same again in a replay. */
  newId: (prefix: string) => string;
};

/** A behaviour of EC2 that LocalStack lacks, with its documentation. */
export type Rule = {
  /** A sentence about EC2. */
  name: string;
  source: string;
  actions: readonly string[];
  /** Runs before the call; may refuse it, or change its parameters. */
  before?: (call: Call) => Promise<Params | undefined> | Params | undefined;
  /** Handles the call in LocalStack's place: returns the response element, without request id. */
  handle?: (call: Call) => Promise<Element> | Element;
  /** Corrects LocalStack's response. */
  after?: (call: Call, response: Element) => Promise<void> | void;
};

/** Whether a call changes the account. */
export const mutates = (action: string): boolean => !/^(Describe|Get|List|Search|Export)/.test(action);
