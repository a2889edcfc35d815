/** Where calls go, decided from AWS's standard settings: environment variables and the shared config files. */
import { loadSharedConfigFiles, type ParsedIniData } from "@smithy/shared-ini-file-loader";
import type { AssumedRole, Target } from "#lib/core/run/target";
import { withoutUserinfo } from "#lib/log/redact";
import { sourceIdentity } from "./credentials";

export type Env = Readonly<Record<string, string | undefined>>;

/**
 * The target that the settings name. The Region is AWS_REGION, AWS_DEFAULT_REGION or the profile's, else us-east-1; the
 * endpoint AWS_ENDPOINT_URL_EC2, AWS_ENDPOINT_URL or the profile's. POSTERN_SANDBOX=1 says that it is the sandbox's, which
 * knows no profiles.
 */
export async function targetFromEnv(env: Env, overrides: { region?: string; profile?: string } = {}): Promise<Target> {
  const sandbox = env.POSTERN_SANDBOX === "1";
  const profile = sandbox ? null : (overrides.profile ?? (env.AWS_PROFILE || null));
  const config = await sharedConfig(env);
  const settings = config[profile ?? "default"] ?? {};
  return {
    region: overrides.region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || settings.region || "us-east-1"),
    profile,
    endpointUrl: endpointUrl(env, config, settings),
    sandbox,
  };
}

/** For reads on behalf of no person. */
const NOBODY = "postern";

/**
 * The target for reads: `targetFromEnv`, with the credentials that POSTERN_READ_PROFILE and POSTERN_READ_ROLE_ARN name instead
 * of AWS_PROFILE's. A role is assumed in the actor's name.
 */
export async function readTarget(
  env: Env,
  overrides: { region?: string; profile?: string } = {},
  actor: string = NOBODY,
): Promise<Target> {
  const profile = env.POSTERN_READ_PROFILE;
  const target = await targetFromEnv(env, { ...(profile ? { profile } : {}), ...overrides });
  if (target.sandbox) return { ...target, access: "read" };
  const role = roleOf(env.POSTERN_READ_ROLE_ARN, actor);
  return profile || role ? { ...target, access: "read", ...(role ? { role } : {}) } : target;
}

/**
 * The target for a run's changes, from the one that it was planned with: the same place, with the credentials that
 * POSTERN_APPLY_PROFILE and POSTERN_APPLY_ROLE_ARN of this process name. Those of reads are never used for it: without a
 * profile of its own it is AWS_PROFILE's.
 */
export function applyTarget(planned: Target, actor: string, env: Env): Target {
  const { region, endpointUrl, sandbox } = planned;
  if (sandbox) return { region, profile: null, endpointUrl, sandbox, access: "apply" };
  const inherited = planned.access === "read" ? env.AWS_PROFILE || null : planned.profile;
  const role = roleOf(env.POSTERN_APPLY_ROLE_ARN, actor);
  return {
    region,
    profile: env.POSTERN_APPLY_PROFILE || inherited,
    endpointUrl,
    sandbox,
    ...(env.POSTERN_APPLY_PROFILE || role || planned.access ? { access: "apply" } : {}),
    ...(role ? { role } : {}),
  };
}

/** The principal of a target's calls, where settings name it: `role postern-apply`, or a profile. null: the default credentials. */
export function actsAs({ role, profile }: Target): string | null {
  return role ? `role ${role.arn.split("/").at(-1)}` : profile;
}

function roleOf(arn: string | undefined, actor: string): AssumedRole | null {
  return arn ? { arn, sourceIdentity: sourceIdentity(actor) } : null;
}

/**
 * Where calls to a service other than EC2 go: null for AWS itself. `service` is its SDK id as settings write it, such as
 * `route_53`: AWS_ENDPOINT_URL_ROUTE_53, then AWS_ENDPOINT_URL, then the profile's. Without a setting of its own, the sandbox
 * serves it.
 */
export async function endpointOfService(env: Env, target: Target, service: string): Promise<string | null> {
  const ownSetting = env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`];
  if (ownSetting) return withoutUserinfo(ownSetting);
  const config = await sharedConfig(env);
  const settings = config[target.profile ?? "default"] ?? {};
  const fromSettings = !target.sandbox && endpointUrl(env, config, settings) === target.endpointUrl;
  return fromSettings ? endpointUrl(env, config, settings, service) : target.endpointUrl;
}

function endpointUrl(env: Env, config: ParsedIniData, settings: Settings, service = "ec2"): string | null {
  const fromEnv = env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || env.AWS_ENDPOINT_URL;
  if (fromEnv) return withoutUserinfo(fromEnv);
  if (env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === "true") return null;
  const services = config[`services.${settings.services}`] ?? {};
  const fromProfile = services[`${service}.endpoint_url`] || settings.endpoint_url;
  return fromProfile ? withoutUserinfo(fromProfile) : null;
}

/** Names of the profiles in the shared config and credentials files, `default` first. */
export async function profiles(env: Env): Promise<string[]> {
  const names = Object.keys(await sharedConfig(env)).filter((name) => !/^(sso-session|services)\./.test(name));
  const rank = (name: string) => (name === "default" ? 0 : 1);
  return names.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

type Settings = Readonly<Record<string, string | undefined>>;

/** Both files by profile, read again each time: a profile added while Postern runs is seen. */
export async function sharedConfig(env: Env): Promise<ParsedIniData> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({
    ignoreCache: true,
    ...(env.AWS_CONFIG_FILE ? { configFilepath: env.AWS_CONFIG_FILE } : {}),
    ...(env.AWS_SHARED_CREDENTIALS_FILE ? { filepath: env.AWS_SHARED_CREDENTIALS_FILE } : {}),
  });
  const names = [...Object.keys(configFile), ...Object.keys(credentialsFile)];
  return Object.fromEntries(names.map((name) => [name, { ...configFile[name], ...credentialsFile[name] }]));
}
