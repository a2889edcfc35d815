/** Reads beyond EC2's describe calls: an account need not allow them, so each one is done or skipped with a reason. */

import { LRUCache } from "lru-cache";
import { configFor } from "#lib/aws/client/clients";
import { NOT_AWS, toAwsError } from "#lib/aws/client/errors";
import { boundedHandler } from "#lib/aws/client/http-handler";
import { endpointOfService } from "#lib/aws/client/target";
import type { AwsError } from "#lib/aws/gateway";
import type { Read } from "#lib/core/network/snapshot";
import type { Target } from "#lib/core/run/target";

/** For all pages of one read. A snapshot waits no longer than this for what it can do without. */
const LIMIT_MS = 3000;

/** Why services did not respond: for this time they are not called again, so that not every snapshot waits for them. */
const away = new LRUCache<string, string>({ max: 256, ttl: 120_000 });

export type Service = {
  /** Of the SDK, as AWS_ENDPOINT_URL_… and the profile's services section write it. */
  id: "route_53" | "route53profiles" | "route53resolver" | "service_quotas" | "pricing" | "accessanalyzer" | "iam";
  /** As people say it. */
  name: string;
  /** The IAM actions of the read, for the word when it is denied. */
  actions: string;
};

export type Caller = {
  /** Of a client, for this target and service. */
  config: ReturnType<typeof configFor> & { endpoint?: string };
  /** Ends the calls when the time is up. */
  abortSignal: AbortSignal;
  /** Whether another call may begin: a read of many calls stops before its time is up, and keeps what it has. */
  hasTime: () => boolean;
};

/** Of a read's time, the part in which calls may begin. */
const BEGINNING = 0.7;

/** Makes a read with a client of its own settings. Never throws: what fails is skipped, and says why. */
export async function attempt<T>(
  target: Target,
  service: Service,
  read: (caller: Caller) => Promise<T>,
  limitMs: number = LIMIT_MS,
): Promise<Read<T>> {
  const endpoint = await endpointOfService(process.env, target, service.id);
  const key = JSON.stringify([target, service.id, endpoint]);
  const gone = away.get(key);
  if (gone) return { state: "skipped", why: gone };
  const time = timer(limitMs);
  try {
    const requestHandler = boundedHandler({ connectionTimeout: LIMIT_MS, requestTimeout: LIMIT_MS });
    const config = { ...configFor(target), maxAttempts: 2, requestHandler };
    const beginUntil = Date.now() + limitMs * BEGINNING;
    const caller = {
      config: { ...config, ...(endpoint ? { endpoint } : {}) },
      abortSignal: time.abortSignal,
      hasTime: () => Date.now() < beginUntil,
    };
    return { state: "read", value: await Promise.race([read(caller), time.isUp]) };
  } catch (error) {
    const { why, unreachable } = wordsFor(error, target, service, endpoint);
    if (unreachable) away.set(key, why);
    return { state: "skipped", why };
  } finally {
    time.stop();
  }
}

/** Looking for credentials heeds no signal, hence the race. */
function timer(limitMs: number) {
  const controller = new AbortController();
  let stop = () => {};
  const isUp = new Promise<never>((_, reject) => {
    const timeout = setTimeout(() => {
      reject(Object.assign(new Error("It took too long."), { name: "TimeoutError" }));
      controller.abort();
    }, limitMs);
    timeout.unref();
    stop = () => clearTimeout(timeout);
  });
  return { abortSignal: controller.signal, isUp, stop: () => stop() };
}

const NETWORK =
  /^(ECONN|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|EPIPE|ETIMEDOUT|Timeout|Abort|CERT_|SELF_|ERR_TLS)/;

function wordsFor(
  error: unknown,
  target: Target,
  { name, actions }: Service,
  endpoint: string | null,
): { why: string; unreachable: boolean } {
  if (error instanceof Skipped) return { why: error.message, unreachable: false };
  const mapped = toAwsError(error, actions, target);
  const where = endpoint && URL.canParse(endpoint) ? ` at ${new URL(endpoint).origin}` : "";
  if (NETWORK.test(mapped.code)) return { why: `${name}${where} could not be reached`, unreachable: true };
  if (endpoint && (mapped.code === NOT_AWS || isNotThere(error))) {
    const instead = target.sandbox ? "the sandbox" : `the server${where}`;
    return { why: `${instead} does not serve ${name}`, unreachable: false };
  }
  return { why: refusal(mapped, name, actions), unreachable: false };
}

/** An emulator or a proxy that serves EC2, but not for this service: 404, or 501. */
function isNotThere(error: unknown): boolean {
  const { $metadata, message } = (error ?? {}) as Partial<ServiceException>;
  return [404, 501].includes($metadata?.httpStatusCode ?? 0) || /deserialization error/i.test(message ?? "");
}

type ServiceException = { $metadata: { httpStatusCode?: number }; message: string };

function refusal({ kind, sentence, code, message }: AwsError, name: string, actions: string): string {
  if (kind === "denied") return `no permission ${actions}`;
  if (kind === "throttled") return `${name} limits how often it may be asked`;
  if (kind === "login-expired" || kind === "no-credentials") return sentence.replace(/\.$/, "");
  return `${name} returned ${code}: ${message}`;
}

/** What a call gives; null where the service refuses it, or its limits do. What the network does ends the whole read. */
export async function unlessRefused<T>(call: () => Promise<T>): Promise<T | null> {
  try {
    return await call();
  } catch (error) {
    const { $metadata } = (error ?? {}) as Partial<ServiceException>;
    const status = $metadata?.httpStatusCode ?? 0;
    if (status >= 400 && status < 500) return null;
    throw error;
  }
}

/** Thrown by a read that is impossible: the message says why. */
export class Skipped extends Error {}
