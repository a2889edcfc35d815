/** Endpoint policies: their structure, actions and AWS's own resources stay; accounts, ids and names are replaced. */
import type { Tokens } from "./tokens";

/** Of AWS itself, or what a policy's language means. */
const AWS_OWN = /^(?:\*|true|false|null|\d{4}-\d\d-\d\d|[a-z0-9-]+\.amazonaws\.com(?:\.cn)?)$/;
const LAYERS = /starport-layer-bucket/;

/** Members whose text is the policy's language, not a person's. */
const LANGUAGE: ReadonlySet<string> = new Set(["Version", "Effect", "Action", "NotAction"]);

/** `key`: of the member that it is in. Sids are left out. */
export function redactedPolicy(value: unknown, tokens: Tokens, key = ""): unknown {
  if (typeof value === "string") return LANGUAGE.has(key) ? value : redactedText(value, tokens);
  if (Array.isArray(value)) return value.map((one) => redactedPolicy(one, tokens, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      name === "Sid" || name === "Id" ? [] : [[name, redactedPolicy(member, tokens, LANGUAGE.has(key) ? key : name)]],
    ),
  );
}

function redactedText(text: string, tokens: Tokens): string {
  if (AWS_OWN.test(text) || LAYERS.test(text)) return text;
  const arn = /^arn:([^:]*):([^:]*):([^:]*):([^:]*):(.*)$/.exec(text);
  if (!arn) return /^\d{12}$/.test(text) ? tokens.account(text) : words(text, tokens);
  const [, partition, service, region, account = "", resource = ""] = arn;
  return `arn:${partition}:${service}:${region}:${tokens.account(account)}:${words(resource, tokens)}`;
}

/** What is between wildcards and separators, each by its token. */
const words = (text: string, { ids, name, account }: Tokens): string =>
  text.replace(/[^*?/:,\s]+/g, (word) => {
    const withIds = ids(word);
    if (withIds !== word) return withIds;
    return /^\d{12}$/.test(word) ? account(word) : name(word);
  });
