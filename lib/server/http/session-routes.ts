/** Responses of the routes that people come to without a session. */
import { cookieName, cookiesOf, setCookie } from "#lib/server/auth/session";

/** Why a person is signed out: what `/signed-out` shows. */
const REASONS = [
  "none",
  "used",
  "expired",
  "invalid",
  "signed-out",
  "signed-out-everywhere",
  "unchecked",
  "sign-in-failed",
  "not-allowed",
  "database",
  "failed",
] as const;
export type Reason = (typeof REASONS)[number];

/** The reason that an address names; anybody may write anything into one. */
export function reasonOf(why: unknown): Reason {
  return REASONS.find((reason) => reason === why) ?? "none";
}

const NEVER_STORED = { "Cache-Control": "no-store" };

/** The path of Postern's own that was asked for, the home page when it leads anywhere else. */
export function ownPath(to: string | null): string {
  const base = "http://postern.invalid";
  if (!to?.startsWith("/") || !URL.canParse(to, base)) return "/";
  const { origin, pathname, search, hash } = new URL(to, base);
  if (origin !== base || /^\/(?:open|auth|signed-out)(?:\/|$)/.test(pathname) || pathname.startsWith("//")) return "/";
  return pathname + search + hash;
}

/** Redirects to the page that says why a person is not signed in. */
export function signedOut(why: Reason, cookies: readonly string[] = []): Response {
  return redirect(`/signed-out?why=${why}`, cookies);
}

const ASKED_SECONDS = 600;

/** A cookie with the page that was requested without a session; a link that names no page leads there. */
export const rememberPage = (path: string): string =>
  setCookie({ name: cookieName("asked"), value: encodeURIComponent(path), maxAge: ASKED_SECONDS, sameSite: "Strict" });

export const forgetPage = (): string =>
  setCookie({ name: cookieName("asked"), value: "", maxAge: 0, sameSite: "Strict" });

/** The page that this browser requested last without a session; the home page when there is none. */
export function rememberedPage(headers: Headers): string {
  const [value = ""] = cookiesOf(headers, cookieName("asked"));
  try {
    return ownPath(decodeURIComponent(value));
  } catch {
    return "/";
  }
}

/**
 * Signs a person in. Browsers withhold a Strict cookie from a navigation that another site started: such a person gets a
 * page that begins one of its own.
 */
export function signInResponse(headers: Headers, path: string, cookies: readonly string[]): Response {
  const site = headers.get("sec-fetch-site");
  return site === "cross-site" || site === "same-site" ? goingOn(path, cookies) : redirect(path, cookies);
}

/** To the issuer's own pages. */
export function toIssuer(url: URL, cookie: string): Response {
  return redirect(url.href, [cookie]);
}

/** For a browser that fetches ahead: it is to come again, and nothing has happened. */
export function unused(): Response {
  return new Response(null, { status: 503, headers: NEVER_STORED });
}

/** For HEAD requests, which have no effect. */
export function pageWithoutRedirect(): Response {
  return new Response(null, { headers: NEVER_STORED });
}

function redirect(location: string, cookies: readonly string[]): Response {
  return new Response(null, { status: 303, headers: withCookies({ ...NEVER_STORED, Location: location }, cookies) });
}

function goingOn(path: string, cookies: readonly string[]): Response {
  const address = path.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  const page = [
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark">',
    `<meta http-equiv="refresh" content="0;url=${address}"><title>Postern</title>`,
    `<p><a href="${address}">Go on to Postern</a></p></html>`,
  ].join("\n");
  return new Response(page, {
    headers: withCookies({ ...NEVER_STORED, "Content-Type": "text/html; charset=utf-8" }, cookies),
  });
}

function withCookies(plain: Record<string, string>, cookies: readonly string[]): Headers {
  const headers = new Headers(plain);
  for (const cookie of cookies) headers.append("Set-Cookie", cookie);
  return headers;
}

/** A browser that fetches ahead of its person must not use a link up. */
export function isPrefetch(headers: Headers): boolean {
  const purposes = [headers.get("sec-purpose"), headers.get("purpose"), headers.get("x-moz")];
  return purposes.some((purpose) => purpose?.includes("prefetch"));
}
