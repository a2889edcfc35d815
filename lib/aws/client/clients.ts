import { EC2Client, type EC2ClientConfig } from "@aws-sdk/client-ec2";
import { STSClient } from "@aws-sdk/client-sts";
import { LRUCache } from "lru-cache";
import pLimit, { type LimitFunction } from "p-limit";
import { isAwsEndpoint } from "#lib/core/network/services/partition";
import type { Target } from "#lib/core/run/target";
import { withoutUserinfo } from "#lib/log/redact";
import { perProcess } from "#lib/process/per-process";
import { type Buckets, bucketsOf } from "./buckets";
import { credentialsOf } from "./credentials";
import { toAwsError } from "./errors";
import { boundedHandler } from "./http-handler";

export type Clients = { ec2: EC2Client; sts: STSClient };

type Connection = Clients & { writer: EC2Client; config: SharedConfig; limit: LimitFunction };

/**
 * Clients are kept per target: connections stay open, single sign-on is asked and a role is assumed once. Where roles are assumed,
 * each actor has a target: those used longest ago are let go.
 */
const connections = new LRUCache<string, Connection>({ max: 32 });

/** At most this many reads of one target are in flight at a time. */
const CONCURRENT_READS = 8;

/** The SDK's own attempts at one page of a read: of the dozens that a snapshot needs, each is tried again by itself. */
const READ_ATTEMPTS = 5;

/** Reads with a target's clients; whatever they throw becomes an `AwsError`. */
export function withClients<T>(target: Target, operation: string, read: (clients: Clients) => Promise<T>): Promise<T> {
  return mapped(target, operation, (connection) => connection.limit(() => read(connection)));
}

/**
 * The same for a change. It is sent once: before another attempt, the caller must read whether this one took effect. It waits for
 * no read.
 */
export function withWriter<T>(target: Target, operation: string, change: (ec2: EC2Client) => Promise<T>): Promise<T> {
  return mapped(target, operation, ({ writer }) => change(writer));
}

async function mapped<T>(target: Target, operation: string, call: (to: Connection) => Promise<T>): Promise<T> {
  const connection = connectionTo(target);
  try {
    return await call(connection);
  } catch (error) {
    const known = toAwsError(error, operation, target);
    const key = JSON.stringify(target);
    // After a new login, the next call starts afresh.
    const loggedOut = known.kind === "login-expired" || known.kind === "no-credentials";
    if (loggedOut && connections.peek(key) === connection) connections.delete(key);
    throw known;
  }
}

function connectionTo(target: Target): Connection {
  const key = JSON.stringify(target);
  const known = connections.get(key);
  if (known) return known;
  const config = clientConfig(target);
  const ofEc2 = { ...config, ...endpoint(target.endpointUrl) };
  const created = {
    ec2: paced(new EC2Client(ofEc2), target),
    writer: paced(new EC2Client({ ...ofEc2, maxAttempts: 1 }), target),
    sts: new STSClient({ ...config, ...endpoint(stsEndpointUrl(target)) }),
    config,
    limit: pLimit(CONCURRENT_READS),
  };
  connections.set(key, created);
  return created;
}

/** Has every request of a client, its retries and each page too, take a token of its API's bucket before it is signed. */
function paced(client: EC2Client, target: Target): EC2Client {
  const pace =
    <Args, MockResponse>(next: (args: Args) => Promise<MockResponse>, { commandName = "" }: { commandName?: string }) =>
    async (args: Args): Promise<MockResponse> => {
      const operation = commandName.replace(/Command$/, "");
      const buckets = bucketsFor(target);
      await buckets.take(operation);
      try {
        return await next(args);
      } catch (error) {
        if (toAwsError(error, operation, target).kind === "throttled") buckets.empty(operation);
        throw error;
      }
    };
  client.middlewareStack.addRelativeTo(pace, { name: "paced", relation: "after", toMiddleware: "retryMiddleware" });
  return client;
}

/** The account behind a target's credentials, as far as STS has named it. */
const accounts = perProcess("accounts of targets", () => new Map<string, string>());

/** Called whenever STS has identified a target's credentials: limits belong to an account, not to a profile or role. */
export function noteAccount(target: Target, accountId: string): void {
  accounts.set(JSON.stringify(target), accountId);
}

/** The buckets of a target's account and Region, shared by all that this process asks there. */
export function bucketsFor(target: Target): Buckets {
  const { endpointUrl, region, profile, role } = target;
  const account = role?.arn.split(":")[4] ?? accounts.get(JSON.stringify(target)) ?? `profile ${profile}`;
  const atAws = endpointUrl === null || isAwsEndpoint(endpointUrl);
  return bucketsOf(atAws ? account : `${account} at ${endpointUrl}`, region, atAws);
}

type SharedConfig = Pick<
  EC2ClientConfig,
  "region" | "credentials" | "profile" | "maxAttempts" | "retryMode" | "requestHandler" | "customUserAgent"
>;

/** What clients of other services share with these: Region, and credentials that are found once. */
export const configFor = (target: Target): SharedConfig => connectionTo(target).config;

function clientConfig(target: Target): SharedConfig {
  const profile = target.profile ? { profile: target.profile } : {};
  return {
    region: target.region,
    ...profile,
    credentials: credentialsOf(target, stsEndpointUrl(target)),
    maxAttempts: READ_ATTEMPTS,
    retryMode: "standard",
    requestHandler: boundedHandler({ connectionTimeout: 3_000, requestTimeout: 30_000 }),
    customUserAgent: "postern",
  };
}

function endpoint(url: string | null): { endpoint?: string } {
  return url ? { endpoint: url } : {};
}

/** An endpoint set for EC2 alone (AWS_ENDPOINT_URL_EC2) does not serve STS: then the SDK finds STS by its own settings. */
function stsEndpointUrl({ endpointUrl }: Target): string | null {
  const ofEc2 = process.env.AWS_ENDPOINT_URL_EC2;
  return ofEc2 && endpointUrl === withoutUserinfo(ofEc2) ? null : endpointUrl;
}
