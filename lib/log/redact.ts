/** Takes secrets out of texts that people will read: messages of errors, lines of logs. */
import { perProcess } from "#lib/process/per-process";

type Env = Readonly<Record<string, string | undefined>>;

const HIDDEN = "[hidden]";

/** Settings whose values are secrets. */
const SECRET =
  /^(?:AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|SECURITY_TOKEN)|PGPASSWORD|\w*(?:PASSWORD|SECRET|TOKEN))$/;
const URLS = /^(?:DATABASE_URL|AWS_ENDPOINT_URL\w*|HTTPS?_PROXY|https?_proxy|\w+_DATABASE_URL)$/;

/** A value this short would be found everywhere, and guards nothing. */
const SHORTEST = 8;

/** How many encodings of temporary credentials are kept; the oldest are dropped first. */
const MOST_LEARNED = 1_000;

const NAME =
  "(?:secret_?access_?key|session_?token|(?:x-amz-)?security[-_]?token|client_?secret|(?:refresh|access|id|bearer)_?token|pass(?:word|wd|phrase))";

/**
 * The form of secrets whose value is not known beforehand: access key ids (IAM user guide, "Unique identifiers"), the
 * parts of a signature (IAM user guide, "Elements of an AWS API request signature"), passwords in URLs, values after a secret's
 * name, and the codes of sign-in and one-time links.
 */
const FORMS: readonly (readonly [RegExp, string])[] = [
  [/\b(A[KS]IA)[A-Z0-9]{12,}/g, "$1…"],
  // A password may hold anything; a port is none.
  [/([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/:@"'<>]{0,200}:(?!\d{1,5}[/?#])[^\s"'<>]{0,500}@/gi, `$1${HIDDEN}@`],
  [/([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@"'<>]{1,200}@/gi, `$1${HIDDEN}@`],
  [/\b(X-Amz-(?:Signature|Credential|Security-Token)=)[^\s&"'\\<>]+/gi, `$1${HIDDEN}`],
  [/\b(AWS4-HMAC-SHA256)[ ,][^"\\\r\n]*/g, `$1 ${HIDDEN}`],
  [/\b(Basic|Bearer)\s+[\w+/=.~-]{8,}/g, `$1 ${HIDDEN}`],
  [new RegExp(`(${NAME}\\\\?["']?\\s*[:=]\\s*\\\\?["']?)[^\\s"',;&}\\\\]+`, "gi"), `$1${HIDDEN}`],
  [/([?&](?:token|code|state)=)[\w.~%-]{8,}/g, `$1${HIDDEN}`],
];

/** Hides what resembles a secret. */
export function withoutSecretForms(text: string): string {
  return FORMS.reduce((rest, [form, instead]) => rest.replace(form, instead), text);
}

export type Redactor = {
  (text: string): string;
  /** From now on these are hidden too. */
  hide(...secrets: readonly (string | undefined)[]): void;
};

/** Hides what resembles a secret, and the secrets in these settings, raw and encoded as in JSON or a URL. */
export function redactor(env: Env): Redactor {
  const own = Object.entries(env).flatMap(([name, value = ""]) => {
    if (URLS.test(name)) return passwordsOf(value).flatMap(guarding);
    return SECRET.test(name) ? guarding(value) : [];
  });
  let learned: string[] = [];
  let known = longestFirst(own);
  const redact = (text: string) =>
    withoutSecretForms(known.reduce((rest, value) => rest.replaceAll(value, HIDDEN), text));
  const hide = (...secrets: readonly (string | undefined)[]): void => {
    const newest = secrets.flatMap((secret) => guarding(secret ?? ""));
    learned = [...new Set([...newest, ...learned])].slice(0, MOST_LEARNED);
    known = longestFirst([...own, ...learned]);
  };
  return Object.assign(redact, { hide });
}

const guarding = (secret: string): string[] => (secret.length >= SHORTEST ? encodings(secret) : []);

/** A secret may begin like another. */
const longestFirst = (secrets: readonly string[]): string[] =>
  [...new Set(secrets)].sort((a, b) => b.length - a.length);

/** An address without user name and password: AWS's calls are signed, they are of no use there. What is no URL stays what it is. */
export function withoutUserinfo(address: string): string {
  if (!URL.canParse(address)) return withoutSecretForms(address);
  const url = new URL(address);
  if (!url.username && !url.password) return address;
  url.username = "";
  url.password = "";
  return url.href;
}

const encodings = (value: string): string[] => [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)];

/** The password of a URL, encoded and decoded. */
function passwordsOf(url: string): string[] {
  const [, password = ""] = /^[a-z][a-z0-9+.-]*:\/\/[^:/?#]*:(.*)@/i.exec(url) ?? [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}

/** `redactor` for this process's own settings. */
export const redacted: Redactor = perProcess("redactor", () => redactor(process.env));
