/** Which requests are Postern's own: the same rules apply in the request filter, in the proxy, and again in every page, action and handler. */

export type Asked = {
  method: string;
  headers: { get(name: string): string | null };
  /** Whether it is for a page, to which links may lead from elsewhere; to data and actions none may. */
  page: boolean;
};

/** The response to a request for another host name. It does not reveal Postern's own: those who may know it have a link. */
export const NOT_HERE =
  "Postern is not at this address. Open the link that npm start printed; for a new one, run npx postern open in its folder.";

export type Refusal = "method" | "internal-header" | "host" | "origin" | "sec-fetch-site" | "sec-fetch-dest";

/**
 * Headers that Next.js and the proxy before it exchange. Clients must not send them: with some
 * of them versions of Next.js could be made to skip the proxy, or to use another host name.
 */
const INTERNAL =
  /^(?:x-(?:middleware|invoke|nextjs|next|now|vercel|prerender|matched|rewrite|original|forwarded|real|client|http-method|url|host|nonce)(?:-.*)?|x-action-(?!forwarded$).*|forwarded|next-resume|next-hmr-refresh|content-security-policy.*)$/;

export const isInternalHeader = (name: string): boolean => INTERNAL.test(name.toLowerCase());

/** Sent only to bypass the proxy (CVE-2025-29927); others may be Next's own by the time a page is rendered. */
const NEVER = ["x-middleware-subrequest", "x-middleware-subrequest-id", "next-resume"];

const READS = new Set(["GET", "HEAD"]);
const FRAMES = new Set(["iframe", "frame", "fencedframe", "object", "embed", "serviceworker"]);

/**
 * Why a request is refused; null when it is not. Host must be, to the letter, that of `ownOrigin` (against DNS
 * rebinding). A write must carry an Origin equal to it. A browser's Fetch Metadata must say that the request comes from Postern's
 * own pages, but for a person who goes to a page from elsewhere. Forwarded headers count for nothing.
 */
export function refusalOf({ method, headers, page }: Asked, ownOrigin: string): Refusal | null {
  const reads = READS.has(method);
  if (!reads && method !== "POST") return "method";
  if (NEVER.some((name) => headers.get(name) !== null)) return "internal-header";
  if (headers.get("host") !== new URL(ownOrigin).host) return "host";

  const origin = headers.get("origin");
  if (origin === null ? !reads : origin !== ownOrigin) return "origin";

  const destination = headers.get("sec-fetch-dest");
  if (destination !== null && FRAMES.has(destination)) return "sec-fetch-dest";
  const site = headers.get("sec-fetch-site");
  if (site === null || site === "same-origin") return null;
  const comes = site === "none" || site === "same-site" || site === "cross-site";
  const navigates = headers.get("sec-fetch-mode") === "navigate" && destination === "document";
  return comes && navigates && reads && page && headers.get("rsc") === null ? null : "sec-fetch-site";
}
