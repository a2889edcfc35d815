/**
 * Which HTTP requests the sandbox's server takes: those that a program on this machine addresses to it. It checks nothing
 * but how a request is addressed; a browser's are refused whatever page sends them, also under a name rebound to this machine.
 */
import type { IncomingMessage } from "node:http";

export type RequestRefusal = { status: 400 | 403; text: string };

/**
 * A path and a query of visible characters (RFC 9112, origin-form), so that no spelling names another server: neither a whole
 * URL, nor an authority behind two slashes or backslashes, encoded ones included.
 */
const ORIGIN_FORM = /^\/(?![/\\]|%(?:25)*(?:2f|5c))[!-~]*$/i;

/** Why a request is refused; null when it is taken. */
export function requestRefusal({ url = "", headersDistinct, socket }: IncomingMessage): RequestRefusal | null {
  const { host = [], origin, "sec-fetch-site": site } = headersDistinct;
  const own = ["127.0.0.1", "localhost"].map((name) => `${name}:${socket.localPort}`);
  if (host.length !== 1 || !own.includes(host[0] ?? "")) return refusal(403, `Host has to be ${own.join(" or ")}`);
  if (origin || site) return refusal(403, "it does not respond browsers");
  if (!ORIGIN_FORM.test(url)) return refusal(400, "the request target has to be a path that begins with one slash");
  return null;
}

const refusal = (status: RequestRefusal["status"], reason: string): RequestRefusal => ({
  status,
  text: `Postern's sandbox refuses this request: ${reason}.\n`,
});
