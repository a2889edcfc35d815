/** Which requests are Postern's own: the same rules hold at the door, in the proxy, and again in every page, action and handler. */
import type { Settings } from "./settings";

export type Asked = {
  method: string;
  headers: { get(name: string): string | null };
  /** Whether it is for a page, to which links may lead from elsewhere; to data and actions none may. */
  page: boolean;
};

type Own = Pick<Settings, "hosts" | "publicUrl">;

export type Refusal = "method" | "internal-header" | "host" | "origin" | "sec-fetch-site" | "sec-fetch-dest";

/**
 * Headers by which Next.js and what stands before it tell each other things. From outside they are nobody's to send: with some
 * of them versions of Next.js let themselves be talked past the proxy, or into another host name.
 */
const INTERNAL =
  /^(?:x-(?:middleware|invoke|nextjs|next|now|vercel|prerender|matched|rewrite|original|forwarded|real|client|http-method|url|host|nonce)(?:-.*)?|x-action-(?!forwarded$).*|forwarded|next-resume|next-hmr-refresh|content-security-policy.*)$/;

export const isInternalHeader = (name: string): boolean => INTERNAL.test(name.toLowerCase());

/** Sent by nobody but who wants past the proxy (CVE-2025-29927); others may be Next's own by the time a page is rendered. */
const NEVER = ["x-middleware-subrequest", "x-middleware-subrequest-id", "next-resume"];

const READS = new Set(["GET", "HEAD"]);
const FRAMES = new Set(["iframe", "frame", "fencedframe", "object", "embed", "serviceworker"]);

/**
 * Why a request is turned away; null when it is not. Host must be, to the letter, one of Postern's own (against DNS
 * rebinding). A write must carry an Origin equal to it. A browser's Fetch Metadata must say that the request comes from
 * Postern's own pages, but for a person who goes to a page from elsewhere. Forwarded headers count for nothing.
 */
export function refusalOf({ method, headers, page }: Asked, { hosts, publicUrl }: Own): Refusal | null {
  const reads = READS.has(method);
  if (!reads && method !== "POST") return "method";
  if (NEVER.some((name) => headers.get(name) !== null)) return "internal-header";
  const host = headers.get("host");
  if (host === null || !hosts.includes(host)) return "host";

  const origin = headers.get("origin");
  const expected = host === publicUrl?.host ? publicUrl.origin : `http://${host}`;
  if (origin === null ? !reads : origin !== expected) return "origin";

  const destination = headers.get("sec-fetch-dest");
  if (destination !== null && FRAMES.has(destination)) return "sec-fetch-dest";
  const site = headers.get("sec-fetch-site");
  if (site === null || site === "same-origin") return null;
  const comes = site === "none" || site === "same-site" || site === "cross-site";
  const navigates = headers.get("sec-fetch-mode") === "navigate" && destination === "document";
  return comes && navigates && reads && page && headers.get("rsc") === null ? null : "sec-fetch-site";
}
