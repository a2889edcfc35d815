/** Which requests are Postern's own: the same rules hold in the proxy and again in every page, action and handler. */

export type Asked = { method: string; headers: { get(name: string): string | null } };

const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/;

/**
 * Why a request is turned away; null when it is not. Host must be a loopback name or the configured public one (against DNS
 * rebinding). A write must carry an Origin equal to it, and nothing but a person's own navigation may come from another site
 * (Fetch Metadata). Forwarded headers count for nothing.
 */
export function refusalOf({ method, headers }: Asked, publicUrl: URL | null): string | null {
  if (headers.get("x-middleware-subrequest") !== null) return "x-middleware-subrequest";
  const host = headers.get("host");
  const isPublic = publicUrl !== null && host === publicUrl.host;
  if (host === null || !(isPublic || LOOPBACK.test(host))) return "host";

  const origin = headers.get("origin");
  const expected = isPublic ? publicUrl.origin : `http://${host}`;
  const writes = method !== "GET" && method !== "HEAD";
  if (writes ? origin !== expected : origin !== null && origin !== expected) return "origin";

  const site = headers.get("sec-fetch-site");
  if (site === null || site === "same-origin") return null;
  if (writes) return "sec-fetch-site";
  const navigation = headers.get("sec-fetch-mode") === "navigate" && headers.get("sec-fetch-dest") === "document";
  return site === "none" || navigation ? null : "sec-fetch-site";
}
