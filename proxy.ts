import { type NextRequest, NextResponse } from "next/server";
import type { Failure } from "#lib/core/format/failure";
import { ownOrigin } from "#lib/server/auth/address";
import { renewalOf, sessionOf } from "#lib/server/auth/session";
import { isInternalHeader, refusalOf } from "#lib/server/http/request";
import { newNonce, responseHeaders } from "#lib/server/http/response-headers";
import { isOpen, isPage } from "#lib/server/http/routes";
import { rememberPage } from "#lib/server/http/session-routes";
import { statusOf } from "#lib/server/http/status";
import { settings } from "#lib/server/settings";

/**
 * The second check, after the server's own: refuses requests of other origins, and those without a session, before anything of them
 * is read, and gives every page its nonce.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const nonce = newNonce();
  const bearing = responseHeaders(nonce);
  const response = await responseTo(request, nonce, bearing["content-security-policy"] ?? "");
  for (const [name, value] of Object.entries(bearing)) response.headers.set(name, value);
  return response;
}

async function responseTo(request: NextRequest, nonce: string, policy: string): Promise<NextResponse> {
  const { method, nextUrl } = request;
  const page = isPage(nextUrl.pathname);
  if (refusalOf({ method, headers: request.headers, page }, ownOrigin(settings())) !== null) {
    return new NextResponse("Refused: not a request of Postern's own.\n", { status: 403 });
  }
  const response = NextResponse.next({ request: { headers: inside(request.headers, nonce, policy) } });
  if (isOpen(nextUrl.pathname) && method !== "POST") return response;
  const session = await sessionOf(request.headers);
  if (!session.ok) return notSignedIn(request, session.error, page, nonce, policy);
  const renewal = page && (await renewalOf(session.value));
  if (renewal) response.headers.append("Set-Cookie", renewal);
  return response;
}

/** What continues to the page: nothing by which a caller could pretend to be Next.js or the proxy. */
function inside(sent: Headers, nonce: string, policy: string): Headers {
  const headers = new Headers(sent);
  for (const name of [...headers.keys()]) if (isInternalHeader(name)) headers.delete(name);
  headers.set("x-nonce", nonce);
  // Next reads the nonce for its own scripts from here.
  headers.set("content-security-policy", policy);
  return headers;
}

function notSignedIn(
  { headers, method, nextUrl }: NextRequest,
  error: Failure,
  page: boolean,
  nonce: string,
  policy: string,
): NextResponse {
  const status = statusOf(error);
  const never = { "Cache-Control": "no-store" };
  if (nextUrl.pathname.startsWith("/api/")) {
    return NextResponse.json({ ok: false, error }, { status, headers: never });
  }
  // Next's client throws an error with this text, when it is exactly of this type.
  const text = { ...never, "Content-Type": "text/plain" };
  if (!page || method === "POST") {
    return new NextResponse(error.sentence, { status, headers: text });
  }
  const unchecked = error.code === "database";
  const shown = new URLSearchParams({
    to: nextUrl.pathname + nextUrl.search,
    ...(unchecked ? { why: "unchecked" } : {}),
  });
  // The request filter sets the status of this page; Next.js would not.
  const response = NextResponse.rewrite(new URL(`/signed-out?${shown}`, nextUrl), {
    headers: never,
    request: { headers: inside(headers, nonce, policy) },
  });
  // A link from the terminal leads on to it.
  if (!unchecked) response.headers.append("Set-Cookie", rememberPage(shown.get("to") ?? "/"));
  // A browser keeps its Strict cookie from a navigation that another site began; the page's own asks with it.
  const site = headers.get("sec-fetch-site");
  if (site === "cross-site" || site === "same-site") response.headers.set("Refresh", "0");
  else if (unchecked) response.headers.set("Refresh", "5");
  return response;
}
