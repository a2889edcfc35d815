/** Which credentials the two sides begin with, and in which variables they are (AWS SDKs and Tools Reference Guide, "Credential provider chain"). */
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
  const { source } = await baseOf(env, env.POSTERN_READ_PROFILE);
  return source ? SOURCES[source] : [];
}

/** Where reads and changes begin: with credentials of the environment, or of a profile. */
type Base = { source: keyof typeof SOURCES | null; profile: string | null };

/** `shared`: a description of what both begin with; null when they begin with different credentials. */
export type Separation = { readsAreTheirOwn: boolean; shared: string | null };

/**
 * Whether reads have a profile or a role of their own, and whether they begin with the same credentials as changes do: these may
 * then assume the role of changes as well.
 */
export async function separation(env: Env): Promise<Separation> {
  const readsAreTheirOwn = Boolean(env.POSTERN_READ_PROFILE || env.POSTERN_READ_ROLE_ARN);
  const [reads, changes] = [await baseOf(env, env.POSTERN_READ_PROFILE), await baseOf(env, env.POSTERN_APPLY_PROFILE)];
  const same = reads.source === changes.source && reads.profile === changes.profile;
  return { readsAreTheirOwn, shared: same ? inWords(reads) : null };
}

function inWords({ source, profile }: Base): string {
  if (profile) return `those of profile ${profile}`;
  return { keys: "the keys of the environment", webIdentity: "a web identity", container: "the machine's own" }[
    source ?? "container"
  ];
}

/** @param own a profile that is for one side alone */
async function baseOf(env: Env, own: string | undefined): Promise<Base> {
  const first = own || env.AWS_PROFILE;
  if (!first && env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY) return { source: "keys", profile: null };
  const chain = await profileChain(env, first || "default");
  const last = chain.at(-1);
  if (last?.settings.credential_source === "Environment") return { source: "keys", profile: null };
  if (last?.settings.credential_source === "EcsContainer") return { source: "container", profile: null };
  const leads = chain.some(({ settings }) => LEADS_TO_CREDENTIALS.some((name) => settings[name]));
  // A profile that one side has for itself leads to nothing else, whatever the SDK would try next.
  if (leads || own) return { source: null, profile: last?.name ?? first ?? null };
  return { source: env.AWS_WEB_IDENTITY_TOKEN_FILE ? "webIdentity" : "container", profile: null };
}

type Profile = { name: string; settings: Readonly<Record<string, string | undefined>> };

/** A profile, the profile that its role is assumed from, and so on. */
async function profileChain(env: Env, first: string): Promise<Profile[]> {
  const config = await sharedConfig(env);
  const chain: Profile[] = [];
  let name: string | undefined = first;
  while (name && !chain.some((one) => one.name === name)) {
    const settings: Profile["settings"] | undefined = config[name];
    if (!settings) break;
    chain.push({ name, settings });
    name = settings.source_profile;
  }
  return chain;
}
