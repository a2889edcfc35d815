/** AWS credentials of this machine: whether there are any, and which process gets them. */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Settings of a profile that lead to credentials (AWS SDKs and Tools Reference Guide, "Settings reference"). */
const SOURCES =
  /^\s*(aws_access_key_id|sso_session|sso_start_url|role_arn|credential_process|web_identity_token_file|login_session)\s*=\s*\S/m;

/**
 * Where AWS credentials would come from: a variable, a shared config file or the machine's own role.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<string | null>} a description; null when none are configured
 */
export async function credentialsSource(env = process.env) {
  const named = [
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_EC2",
    "AWS_PROFILE",
    "POSTERN_READ_PROFILE",
    "POSTERN_APPLY_PROFILE",
  ].find((name) => env[name]);
  if (named) return `${named}=${env[named]?.replace(/\/\/.*@/, "//")}`;
  if (env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY) return "AWS_ACCESS_KEY_ID";
  if (env.AWS_WEB_IDENTITY_TOKEN_FILE && env.AWS_ROLE_ARN) return "AWS_WEB_IDENTITY_TOKEN_FILE";
  const container = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"];
  if (container.some((name) => env[name])) return "the container's role";
  const folder = join(env.HOME || env.USERPROFILE || homedir(), ".aws");
  const files = [
    env.AWS_SHARED_CREDENTIALS_FILE || join(folder, "credentials"),
    env.AWS_CONFIG_FILE || join(folder, "config"),
  ];
  return files.find((file) => SOURCES.test(contentOf(file))) ?? (await instanceRole(env));
}

/** @param {string} file */
function contentOf(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/**
 * The role of the EC2 instance that this is, if it is one (EC2 User Guide, "Identify EC2 instances").
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | null>}
 */
async function instanceRole(env) {
  if (env.AWS_EC2_METADATA_DISABLED === "true" || !isInstance()) return null;
  const service = env.AWS_EC2_METADATA_SERVICE_ENDPOINT || "http://169.254.169.254";
  const ask = (/** @type {string} */ path, /** @type {RequestInit} */ request) =>
    fetch(new URL(path, service), { ...request, signal: AbortSignal.timeout(1_000) });
  try {
    const token = await ask("/latest/api/token", {
      method: "PUT",
      headers: { "x-aws-ec2-metadata-token-ttl-seconds": "60" },
    });
    const headers = { "x-aws-ec2-metadata-token": await token.text() };
    const response = await ask("/latest/meta-data/iam/security-credentials/", { headers });
    const role = response.ok ? (await response.text()).trim() : "";
    return role ? `the instance's role ${role}` : null;
  } catch {
    return null;
  }
}

const isInstance = () =>
  contentOf("/sys/class/dmi/id/sys_vendor").trim() === "Amazon EC2" ||
  contentOf("/sys/hypervisor/uuid").startsWith("ec2");

/**
 * Where there are no other credentials, the SDK asks 169.254.169.254 for those of an EC2 instance. Anywhere else that address is
 * another service, so that it is not called there, unless a setting of AWS's own says otherwise.
 * @param {NodeJS.ProcessEnv} [env]
 * @param {boolean} [mayBeInstance] unknown on Windows
 * @returns {{ AWS_EC2_METADATA_DISABLED?: "true" }} to be added to the environment
 */
export function metadataSetting(env = process.env, mayBeInstance = process.platform === "win32" || isInstance()) {
  const decided = env.AWS_EC2_METADATA_DISABLED || env.AWS_EC2_METADATA_SERVICE_ENDPOINT;
  return decided || mayBeInstance ? {} : { AWS_EC2_METADATA_DISABLED: "true" };
}

/** Settings that lead to an account, the database or an issuer. Those of the JavaScript SDK itself are about words only. */
const LEADS_TO_SECRETS = /^(?:AWS_(?!SDK_JS_)|DATABASE_URL$|PG[A-Z]+$|POSTERN_(?:READ|APPLY|EXTERNAL|OIDC)_)/;

/**
 * The environment for programs that need no account: installers, the build, the sandbox, a browser.
 * @param {Record<string, string | undefined>} env
 * @returns {NodeJS.ProcessEnv}
 */
export function withoutSecrets(env) {
  const rest = Object.entries(env).filter(([name]) => !LEADS_TO_SECRETS.test(name));
  return /** @type {NodeJS.ProcessEnv} */ (Object.fromEntries(rest));
}
