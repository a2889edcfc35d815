/**
 * The first check: what the web server requires of a request before Next.js sees any of it. Versions of Next.js were talked
 * past their proxy, or ran what a body held before any of our code could look, so both are settled here.
 */
import { randomBytes } from "node:crypto";
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import { TOO_MUCH, TOO_NESTED } from "#lib/core/format/failure";
import { ownOrigin } from "#lib/server/auth/address";
import { sessionOf } from "#lib/server/auth/session";
import { settings } from "#lib/server/settings";
import { depthWatch } from "./depth-watch";
import { isInternalHeader, NOT_HERE, refusalOf } from "./request";
import { newNonce, responseHeaders } from "./response-headers";
import { isOpen, isPage } from "./routes";
import { statusOf } from "./status";

/** Bytes of a request line and its headers: the longest address of ours, and the cookies of everything else on localhost. */
export const HEADER_BYTES = 48 * 1024;
const URL_CHARACTERS = 24 * 1024;
/** A draft with a policy of EC2's greatest size for each of 150 services, and its names. */
export const BODY_BYTES = 4 * 1024 * 1024;

const MOST_DISCARDED = 16 * BODY_BYTES;

/** Headers that decide; a duplicate is an attempt to have one check read the first and another the last. */
const ONCE = new Set([
  "host",
  "origin",
  "content-length",
  "content-type",
  "transfer-encoding",
  "next-action",
  "rsc",
  "sec-fetch-site",
  "sec-fetch-mode",
  "sec-fetch-dest",
]);

/** What Next.js calls the parameters of a route inside (CVE-2026-44574). */
const INTERNAL_PARAMETER = /^nxt[PI]/;

/**
 * Next.js sends an action on to the page that has it by asking this server again, with the headers of the first request but the
 * Host of its socket. This header, whose value only this process knows, identifies such a request.
 */
export const FORWARDED = "x-postern-forwarded";
const OURS = randomBytes(24).toString("base64url");

type Refused = { status: number; text: string };

const refused = (status: number, text: string): Refused => ({ status, text });

/**
 * Accepts a request or responds with a refusal. Every response has the security headers from here on; headers that only Next.js
 * may set are removed from the request. True: accepted.
 */
export async function accepted(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  for (const [name, value] of Object.entries(responseHeaders(newNonce()))) response.setHeader(name, value);
  // Before anything is awaited: the body is coming in.
  if (request.method === "POST") limitBody(request, response);
  const [path = "", ...more] = (request.url ?? "").split("?");
  const query = more.join("?");
  if (request.headers[FORWARDED] === OURS) request.headers.host = new URL(ownOrigin(settings())).host;
  const refusal =
    malformed(request, path, query) ?? crossOrigin(request, path) ?? (await unasked(request, response, path));
  if (refusal) {
    respond(request, response, refusal);
    return false;
  }
  for (const name of Object.keys(request.headers)) if (isInternalHeader(name)) delete request.headers[name];
  request.headers[FORWARDED] = OURS;
  return true;
}

/** What no browser sends. */
function malformed(
  { url = "", method = "", headers, rawHeaders }: IncomingMessage,
  path: string,
  query: string,
): Refused | null {
  const seen = new Set<string>();
  for (const [index, header] of rawHeaders.entries()) {
    const name = header.toLowerCase();
    if (index % 2 === 1 || !ONCE.has(name)) continue;
    if (seen.has(name)) return refused(400, `More than one ${name}`);
    seen.add(name);
  }
  if (url.length > URL_CHARACTERS) return refused(414, "The address is too long");
  if (!path.startsWith("/") || /\/\/|\\/.test(path)) return refused(400, "Not an address of Postern's");
  if ([...new URLSearchParams(query).keys()].some((name) => INTERNAL_PARAMETER.test(name))) {
    return refused(400, "Not a parameter of Postern's");
  }
  // No image optimizer, no data of the Pages Router.
  if (path.startsWith("/_next/") && !path.startsWith("/_next/static/")) return refused(404, "Not Found");
  const length = Number(headers["content-length"] ?? 0);
  if (length > BODY_BYTES) return refused(413, TOO_MUCH.sentence);
  const hasBody = length > 0 || headers["transfer-encoding"] !== undefined;
  return hasBody && method !== "POST" ? refused(400, `A body with ${method}`) : null;
}

function crossOrigin({ method = "", headers }: IncomingMessage, path: string): Refused | null {
  const refusal = refusalOf({ method, headers: headed(headers), page: isPage(path) }, ownOrigin(settings()));
  if (refusal === null) return null;
  if (refusal === "method") return refused(405, "Postern takes GET, HEAD and POST");
  return refused(403, refusal === "host" ? NOT_HERE : "Refused: not a request of Postern's own");
}

/**
 * Writes are server actions, called with a session: their body is parsed before any of them could check it. Without a session,
 * pages show the signed-out page, but not as flight data, which the proxy cannot tell from a page: Next.js hides that.
 */
async function unasked(
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<Refused | null> {
  const writes = method === "POST";
  if (writes && !/^[0-9a-f]{40,64}$/.test(String(headers["next-action"]))) {
    return refused(405, "Only actions are posted");
  }
  // JSON: the only form of arguments that Postern's pages send, and the one whose depth is measured.
  if (writes && !/^text\/plain(;|$)/i.test(headers["content-type"] ?? "text/plain")) {
    return refused(415, "Actions take text/plain");
  }
  if (isOpen(path) && !writes) return null;
  const session = await sessionOf(headed(headers));
  if (session.ok) return null;
  const status = statusOf(session.error);
  if (writes || headers.rsc !== undefined) return refused(status, session.error.sentence);
  if (isPage(path)) failsWith(response, status);
  return null;
}

/** The proxy serves the signed-out page instead of the requested one; Next.js would return 200. */
function failsWith(response: ServerResponse, failure: number): void {
  let status = failure;
  Object.defineProperty(response, "statusCode", {
    get: () => status,
    set: (value: number) => {
      status = value === 200 ? failure : value;
    },
  });
  Object.defineProperty(response, "statusMessage", { get: () => STATUS_CODES[status], set: () => {} });
}

function headed(headers: IncomingMessage["headers"]): { get(name: string): string | null } {
  return {
    get: (name) => {
      const value = headers[name];
      return Array.isArray(value) ? value.join(", ") : (value ?? null);
    },
  };
}

function respond(request: IncomingMessage, response: ServerResponse, { status, text }: Refused): void {
  response.statusCode = status;
  // To the letter what Next's client takes for a message.
  response.setHeader("content-type", "text/plain");
  response.setHeader("cache-control", "no-store");
  if (status === 405) response.setHeader("allow", "GET, HEAD, POST");
  // A browser that is still sending gets the response only if the rest is read, which Node does, and discards it.
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  if (encoding !== undefined || Number(length) > MOST_DISCARDED) response.setHeader("connection", "close");
  response.end(request.method === "HEAD" ? undefined : text);
}

/** Checks a body while it arrives: Next.js decodes it before any code of ours runs. */
function limitBody(request: IncomingMessage, response: ServerResponse): void {
  let bytes = 0;
  const isTooDeep = depthWatch();
  const push = request.push.bind(request);
  request.push = (chunk: unknown, encoding) => {
    if (!Buffer.isBuffer(chunk)) return push(chunk, encoding);
    bytes += chunk.length;
    const wrong = wrongWith(bytes, isTooDeep(chunk));
    if (wrong === null) return push(chunk, encoding);
    // The response closes the connection; nothing more is read from it.
    if (!response.headersSent) {
      response.setHeader("connection", "close");
      respond(request, response, wrong);
    }
    return false;
  };
}

function wrongWith(bytes: number, tooDeep: boolean): Refused | null {
  if (bytes > BODY_BYTES) return refused(413, TOO_MUCH.sentence);
  return tooDeep ? refused(400, TOO_NESTED.sentence) : null;
}
