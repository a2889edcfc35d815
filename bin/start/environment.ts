/** What the processes of a stack find in their environment. */
import { readFileSync } from "node:fs";
import { devNull, homedir } from "node:os";
import { join } from "node:path";

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

/**
 * For the web process: nothing that is for changes only, where reads have credentials of their own. As whom changes are made it
 * is told by name, to show it.
 */
export function webEnvironment(env: Environment): Environment {
  const readsByProfile = env.POSTERN_READ_PROFILE && !profilesUseEnvironment(env);
  const own = without(
    env,
    readsByProfile ? /^(?:POSTERN_APPLY_|AWS_(?:ACCESS_KEY|SECRET|SESSION_TOKEN))/ : /^POSTERN_APPLY_/,
  );
  const role = env.POSTERN_APPLY_ROLE_ARN?.split("/").at(-1);
  const appliesAs = role ? `role ${role}` : env.POSTERN_APPLY_PROFILE;
  return appliesAs && env.POSTERN_SANDBOX !== "1" ? { ...own, POSTERN_APPLIES_AS: appliesAs } : own;
}

/** For the worker, which nobody signs in to. */
export const workerEnvironment = (env: Environment): Environment => without(env, /^POSTERN_(?:READ|OIDC|SESSION)_/);

const without = (env: Environment, names: RegExp): Environment =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !names.test(name)));

/** A profile may take its first credentials from the environment (AWS SDKs and Tools Reference Guide, `credential_source`). */
function profilesUseEnvironment(env: Environment): boolean {
  try {
    const file = env.AWS_CONFIG_FILE || join(env.HOME || homedir(), ".aws", "config");
    return /^\s*credential_source\s*=\s*Environment\b/m.test(readFileSync(file, "utf8"));
  } catch {
    return false;
  }
}
