import { EC2Client, type EC2ClientConfig } from "@aws-sdk/client-ec2";
import { STSClient } from "@aws-sdk/client-sts";
import { credentialsOf } from "./credentials";
import { toAwsError } from "./errors";
import type { Target } from "./gateway";
import { boundedHandler } from "./http-handler";
import { limiter } from "./limiter";
import { withoutUserinfo } from "./redact";

export type Clients = { ec2: EC2Client; sts: STSClient };

type Connection = Clients & { config: SharedConfig; limit: ReturnType<typeof limiter> };

/** Clients are kept per target: connections stay open, single sign-on is asked and a role is assumed once. */
const connections = new Map<string, Connection>();

/** A target for each actor, where roles are assumed: those used longest ago are let go. */
const MOST_CONNECTIONS = 32;

/** At most this many calls to one target are under way at a time. */
const CONCURRENT_CALLS = 8;

/** Makes calls with a target's clients; whatever they throw becomes an `AwsError`. */
export async function withClients<T>(
  target: Target,
  operation: string,
  call: (clients: Clients) => Promise<T>,
): Promise<T> {
  const connection = connectionTo(target);
  try {
    return await connection.limit(() => call(connection));
  } catch (error) {
    const mapped = toAwsError(error, operation, target);
    // After a new login, the next call starts afresh.
    if (mapped.kind === "login-expired" || mapped.kind === "no-credentials") connections.delete(JSON.stringify(target));
    throw mapped;
  }
}

function connectionTo(target: Target): Connection {
  const key = JSON.stringify(target);
  const known = connections.get(key);
  if (known) {
    connections.delete(key);
    connections.set(key, known);
    return known;
  }
  const config = clientConfig(target);
  const made = {
    ec2: new EC2Client({ ...config, ...endpoint(target.endpointUrl) }),
    sts: new STSClient({ ...config, ...endpoint(stsEndpointUrl(target)) }),
    config,
    limit: limiter(CONCURRENT_CALLS),
  };
  connections.set(key, made);
  const [oldest] = connections.keys();
  if (connections.size > MOST_CONNECTIONS && oldest !== undefined) connections.delete(oldest);
  return made;
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
    maxAttempts: 5,
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
