/** What a test or a person may change while the sandbox runs. */

export type Settings = {
  /** Milliseconds that an interface endpoint is `pending` after it was created or modified. */
  availableDelayMs: number;
  /** Milliseconds that a deleted endpoint and its interfaces are still there. */
  deletedDelayMs: number;
  /** Milliseconds for which describe calls do not know what was just created. */
  consistencyDelayMs: number;
  /** Refuse a modification of an endpoint that is still pending. */
  operationInProgress: boolean;
  /** Describe calls that name no MaxResults stop after this many and hand out a NextToken. */
  pageSize: number;
  /** Service name → the state in which its endpoints settle instead of `available`. */
  outcomes: Readonly<Record<string, string>>;
  /** Route tables in which the route of a gateway endpoint is missing, though the endpoint lists the table. */
  lostRoutes: readonly string[];
  /** Subnets in which an endpoint has no interface, though it lists the subnet. */
  lostInterfaces: readonly string[];
  /** Action → token bucket: calls at once, and calls a second after that. */
  buckets: Readonly<Record<string, { capacity: number; perSecond: number }>>;
};

export const defaultSettings: Settings = {
  availableDelayMs: 3000,
  deletedDelayMs: 3000,
  consistencyDelayMs: 0,
  operationInProgress: true,
  pageSize: 1000,
  outcomes: {},
  lostRoutes: [],
  lostInterfaces: [],
  buckets: {},
};
