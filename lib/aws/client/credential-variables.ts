/** Which variables of the environment credentials come from (AWS SDKs and Tools Reference Guide, "Credential provider chain"). */
import { type Env, sharedConfig } from "./target";

const SOURCES = {
  keys: [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_CREDENTIAL_SCOPE",
    "AWS_ACCOUNT_ID",
  ],
  webIdentity: ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME"],
  container: [
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
  ],
} as const;

/** Settings of a profile that lead to credentials. */
const LEADS_TO_CREDENTIALS = [
  "aws_access_key_id",
  "role_arn",
  "sso_session",
  "sso_start_url",
  "credential_process",
  "web_identity_token_file",
  "login_session",
];

/**
 * Names of the variables that the credentials of reads begin with, and no others: a read profile that is not found must not
 * end in the credentials that are left, and nothing else has a use for them. Empty where the credentials are in files, or are
 * an instance's.
 */
export async function readCredentialVariables(env: Env): Promise<readonly string[]> {
  const own = env.POSTERN_READ_PROFILE;
  const chain = await profileChain(env, own || env.AWS_PROFILE || "default");
  const fromProfile = chain.flatMap(({ credential_source: source }) => {
    if (source === "Environment") return SOURCES.keys;
    return source === "EcsContainer" ? SOURCES.container : [];
  });
  if (own) return fromProfile;
  if (!env.AWS_PROFILE && env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY) return SOURCES.keys;
  if (chain.some((profile) => LEADS_TO_CREDENTIALS.some((name) => profile[name]))) return fromProfile;
  return env.AWS_WEB_IDENTITY_TOKEN_FILE ? SOURCES.webIdentity : SOURCES.container;
}

/** A profile's settings, those of the profile that its role is assumed from, and so on. */
async function profileChain(env: Env, first: string): Promise<Readonly<Record<string, string | undefined>>[]> {
  const config = await sharedConfig(env);
  const names = new Set<string>();
  for (let name: string | undefined = first; name && config[name] && !names.has(name); ) {
    names.add(name);
    name = config[name]?.source_profile;
  }
  return [...names].map((name) => config[name] ?? {});
}
