/** Replacements for what identifies an account: each text has one, the same everywhere, and their order is that of the texts. */

export type Tokens = {
  /** An id such as vpc-0123456789abcdef0, or any text with ids in it. */
  ids: (text: string) => string;
  /** A name that a person has given. */
  name: (text: string) => string;
  /** An account's id; those of AWS itself (`amazon`, `AWS`) stay. */
  account: (text: string) => string;
};

/** Prefixes of the ids that snapshots and plans have, longer ones before those that they begin with. */
const ID =
  /(?<![a-z0-9])(acl|cagw|core-network|dopt|eigw|eipalloc|eni|fs|i|igw|lgw|nat|pcx|pl|rp|rslvr-in|rslvr-out|rtb|sgr|sg|subnet|tgw-attach|tgw|vgw|vpce-svc|vpce|vpc)-([0-9a-f]{17}|[0-9a-f]{8})(?![0-9a-z])/g;

/** What AWS itself gives: names that identify nobody. Postern's own is looked up by its name. */
const COMMON: ReadonlySet<string> = new Set(["", "default", "postern-endpoints"]);

/**
 * Tokens for all texts of a value (a snapshot, an intent). An id keeps its prefix, and 17 digits count the ids of that prefix in their
 * order, so that what is sorted by id stays sorted.
 */
export function tokensOf(value: unknown): Tokens {
  const texts = [...new Set(textsIn(value))].sort();
  const ids = numbered(texts.flatMap((text) => [...text.matchAll(ID)].map(([whole]) => whole)));
  const names = numbered(texts);
  const accounts = numbered(texts.flatMap((text) => text.match(/(?<!\d)\d{12}(?!\d)/g) ?? []));
  const token = (known: Map<string, number>, text: string): number => {
    const number = known.get(text) ?? known.size;
    known.set(text, number);
    return number;
  };
  return {
    ids: (text) => text.replace(ID, (whole, prefix) => `${prefix}-${String(token(ids, whole)).padStart(17, "0")}`),
    name: (text) => (COMMON.has(text) ? text : `name-${String(token(names, text)).padStart(5, "0")}`),
    account: (text) => (/^\d{12}$/.test(text) ? String(token(accounts, text)).padStart(12, "0") : text),
  };
}

const numbered = (texts: readonly string[]): Map<string, number> =>
  new Map([...new Set(texts)].sort().map((text, at) => [text, at + 1]));

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    yield name;
    yield* textsIn(member);
  }
}
