/** Whose credentials sign a target's calls: the profile's, or those of a role that is assumed with them. */
import { fromNodeProviderChain, fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import type { Access } from "#lib/core/iam/table";
import type { AssumedRole, Target } from "#lib/core/run/target";
import { redacted } from "#lib/log/redact";
import { toAwsError } from "./errors";
import { boundedHandler } from "./http-handler";

type Identity = { accessKeyId: string; secretAccessKey: string; sessionToken?: string; expiration?: Date };
type Credentials = Identity | (() => Promise<Identity>);

/** Credentials are refreshed this long before they expire; the SDK itself begins at five minutes. */
const EARLY_MS = 6 * 60_000;

/** For single sign-on and roles. Without bounds, a call would wait for as long as they do not respond. */
const requestHandler = boundedHandler({ connectionTimeout: 3_000, requestTimeout: 10_000 });

/**
 * The credentials of a target, refreshed before they expire. A role is assumed with the actor as its source identity; where
 * that is denied, calls throw an `AwsError` that says what the role's trust policy lacks. `stsEndpointUrl`: null for AWS's own.
 */
export function credentialsOf(target: Target, stsEndpointUrl: string | null): Credentials {
  const own = ownCredentials(target);
  const { role } = target;
  if (!role) return own;
  const externalId = process.env.POSTERN_EXTERNAL_ID;
  const assume = fromTemporaryCredentials({
    masterCredentials: own,
    params: {
      RoleArn: role.arn,
      RoleSessionName: role.sourceIdentity,
      SourceIdentity: role.sourceIdentity,
      ...(externalId ? { ExternalId: externalId } : {}),
    },
    clientConfig: { region: target.region, requestHandler, ...(stsEndpointUrl ? { endpoint: stsEndpointUrl } : {}) },
  });
  return shared(async () => {
    try {
      return await hidden(assume)();
    } catch (error) {
      throw toAwsError(error, "AssumeRole", target);
    }
  });
}

/** In the sandbox each side has an access key of its own; real credentials are not sent there. */
const SANDBOX_KEYS: Record<Access, string> = { read: "postern-read", apply: "postern-apply" };

function ownCredentials({ sandbox, access, profile, region }: Target): Credentials {
  if (sandbox) return { accessKeyId: access ? SANDBOX_KEYS[access] : "test", secretAccessKey: "test" };
  const clientConfig = { region, requestHandler };
  return hidden(fromNodeProviderChain({ ...(profile ? { profile } : {}), ignoreCache: true, clientConfig }));
}

/** Redacted from errors and logs, should a server echo them. */
function hidden(fetch: () => Promise<Identity>): () => Promise<Identity> {
  return async () => {
    const found = await fetch();
    redacted.hide(found.secretAccessKey, found.sessionToken, found.accessKeyId);
    return found;
  };
}

/** One fetch for all clients of a target, and again when what was fetched is about to expire. A failure is not cached. */
function shared(fetch: () => Promise<Identity>): () => Promise<Identity> {
  let current: Promise<Identity> | null = null;
  return async () => {
    const asked = current;
    const known = await asked?.catch(() => null);
    if (known && (!known.expiration || known.expiration.getTime() - Date.now() > EARLY_MS)) return known;
    // Of those who found the same one stale, the first fetches and the others join.
    if (current === asked) current = fetch();
    return current ?? fetch();
  };
}

/** STS accepts these characters and lengths (STS API reference, AssumeRole, SourceIdentity); others become `-`. */
export function sourceIdentity(actor: string): AssumedRole["sourceIdentity"] {
  const allowed = actor.replace(/[^\w+=,.@-]+/gu, "-").replace(/^-+|-+$/g, "");
  return allowed.length < 2 ? `postern${allowed ? `-${allowed}` : ""}` : allowed.slice(-64);
}
