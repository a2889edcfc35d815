/** What the processes of a stack find in their environment. */
import { devNull } from "node:os";
import { readCredentialVariables } from "#lib/aws/client/base-credentials";
import { SETTING_NAMES } from "#lib/server/settings";
import { MARK } from "../setup/processes.mjs";

export type Environment = Record<string, string | undefined>;

/**
 * The environment for working with the sandbox at `url`: every setting that leads to a real account is left out, so that
 * nothing can be sent to one.
 */
export function sandboxEnvironment(env: Environment, url: string): Environment {
  return {
    ...withoutAws(env),
    POSTERN_SANDBOX: "1",
    AWS_ENDPOINT_URL: url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/**
 * Leaves out every setting of the AWS SDKs but those of the JavaScript SDK itself, which are about words, not accounts, and those
 * that name the credentials of reads and changes.
 */
export const withoutAws = (env: Environment): Environment =>
  without(env, /^(?:AWS_(?!SDK_JS_)|POSTERN_(?:READ|APPLY)_(?:PROFILE|ROLE_ARN)$|POSTERN_EXTERNAL_ID$)/);

/** Of the system, Node.js, Next.js and PostgreSQL's client. */
const SYSTEM =
  /^(?:PATH|HOME|USER|LOGNAME|LANG|LANGUAGE|LC_[A-Z]+|TZ|TMPDIR|TE?MP|HTTPS?_PROXY|NO_PROXY|SSL_CERT_(?:FILE|DIR)|USERPROFILE|USERNAME|HOMEDRIVE|HOMEPATH|APPDATA|LOCALAPPDATA|SYSTEMROOT|WINDIR|COMSPEC|PATHEXT|NODE_(?:ENV|OPTIONS|EXTRA_CA_CERTS|USE_SYSTEM_CA|USE_ENV_PROXY|NO_WARNINGS|V8_COVERAGE)|NEXT_DIST_DIR|DATABASE_URL|PG[A-Z]+)$/i;

/** Of the AWS SDK: where calls go and how, not by whose credentials. */
const AWS =
  /^AWS_(?:(?:DEFAULT_)?REGION|ENDPOINT_URL(?:_\w+)?|IGNORE_CONFIGURED_ENDPOINT_URLS|CONFIG_FILE|SHARED_CREDENTIALS_FILE|LOGIN_CACHE_DIRECTORY|USE_FIPS_ENDPOINT|USE_DUALSTACK_ENDPOINT|STS_REGIONAL_ENDPOINTS|CA_BUNDLE|RETRY_MODE|MAX_ATTEMPTS|DEFAULTS_MODE|EC2_METADATA_\w+|SDK_\w+)$/;

const POSTERN: ReadonlySet<string> = new Set([
  ...SETTING_NAMES,
  MARK,
  "POSTERN_DATA_DIR",
  "POSTERN_SANDBOX",
  "POSTERN_LOG_LEVEL",
  "POSTERN_NETWORK_LOG",
  "POSTERN_READ_PROFILE",
  "POSTERN_READ_ROLE_ARN",
  "POSTERN_EXTERNAL_ID",
]);

/**
 * For the web process: what is on these lists, the credentials that its reads begin with, and what POSTERN_WEB_ENVIRONMENT names,
 * such as a variable that a `credential_process` reads. The principal of changes is passed by name, for display.
 */
export async function webEnvironment(env: Environment): Promise<Environment> {
  const more = (env.POSTERN_WEB_ENVIRONMENT ?? "").split(",").map((name) => name.trim());
  const named = new Set([...(await readCredentialVariables(env)), ...more]);
  if (!env.POSTERN_READ_PROFILE) named.add("AWS_PROFILE");
  const goesAlong = (name: string) => SYSTEM.test(name) || AWS.test(name) || POSTERN.has(name) || named.has(name);
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => goesAlong(name)));
  const appliesAs = env.POSTERN_SANDBOX === "1" ? null : appliesAsIn(env);
  return appliesAs ? { ...own, POSTERN_APPLIES_AS: appliesAs } : own;
}

/** As whom the worker makes changes, where settings name it: a role, or a profile. */
function appliesAsIn(env: Environment): string | undefined {
  const role = env.POSTERN_APPLY_ROLE_ARN?.split("/").at(-1);
  return role ? `role ${role}` : env.POSTERN_APPLY_PROFILE || (env.POSTERN_READ_PROFILE && env.AWS_PROFILE);
}

/** For the worker, which has no sign-in. */
export const workerEnvironment = (env: Environment): Environment => without(env, /^POSTERN_(?:READ|OIDC|SESSION)_/);

const without = (env: Environment, names: RegExp): Environment =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !names.test(name)));
