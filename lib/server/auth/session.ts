/**
 * A person's session: a signed cookie. It ends when it is idle for long, in any case some day, and when the person signs out,
 * which alone is recorded on the server.
 */
import { randomUUID } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { type Failure, NOT_SIGNED_IN, type Result, SESSION_UNCHECKED } from "#lib/core/format/failure";
import { type Settings, settings } from "#lib/server/settings";
import type { Permission } from "#lib/server/sign-in-rules";
import { localName } from "./address";
import { standingOf } from "./ended-sessions";
import { sessionKey } from "./session-key";

export type Session = {
  id: string;
  /** Who it is: `operator@laptop` by a link, else the address or the subject that the issuer vouches for. */
  actor: string;
  permissions: readonly Permission[];
  /** When the person signed in, in seconds since 1970. */
  issuedAt: number;
  /** When it ends unless it is used before, in seconds since 1970. */
  expiresAt: number;
};

/** Cookies with any other name, path or purpose are ignored. */
type Cookie = { name: string; value: string; maxAge: number; sameSite: "Strict" | "Lax" };

const ALGORITHM = "HS256";
const AUDIENCE = "postern/session";

const claims = z.object({
  jti: z.string().min(1),
  sub: z.string().min(1),
  may: z.array(z.enum(["read", "plan", "apply"])).min(1),
  auth_time: z.number(),
  exp: z.number(),
});

const nowInSeconds = () => Math.floor(Date.now() / 1000);
/** A cookie of a Postern at another host is none of ours. Ports may change: its name carries that. */
const issuerOf = ({ publicUrl, session }: Settings) => publicUrl?.origin ?? localName(session);
const isTls = ({ publicUrl }: Settings) => publicUrl?.protocol === "https:";

/** Browsers keep cookies apart by host and not by port, so the name distinguishes instances on one machine. */
export function cookieName(purpose: "session" | "sign-in" | "asked" | "place", own: Settings = settings()): string {
  const port = own.publicUrl ? own.publicUrl.port || (isTls(own) ? "443" : "80") : own.port;
  return `${isTls(own) ? "__Host-" : ""}postern-${purpose}-${port}`;
}

/** A Set-Cookie value. */
export function setCookie({ name, value, maxAge, sameSite }: Cookie, own: Settings = settings()): string {
  const attributes = [
    "Path=/",
    `Max-Age=${maxAge}`,
    "HttpOnly",
    `SameSite=${sameSite}`,
    ...(isTls(own) ? ["Secure"] : []),
  ];
  return [`${name}=${value}`, ...attributes].join("; ");
}

/** All cookies of a name: a browser may send several, of which others than we have set some. */
export function cookiesOf(headers: Headed, name: string): string[] {
  return (headers.get("cookie") ?? "").split(";").flatMap((pair) => {
    const [key, ...value] = pair.split("=");
    return key?.trim() === name ? [value.join("=").trim()] : [];
  });
}

type Headed = { get(name: string): string | null };

/**
 * The session of a request's cookie, if it is signed by this server, has not expired and was not ended; else the failure to
 * respond with: `not-signed-in`, or `database` while the database does not respond.
 */
export async function sessionOf(headers: Headed): Promise<Result<Session>> {
  const own = settings();
  let error: Failure = NOT_SIGNED_IN;
  for (const token of cookiesOf(headers, cookieName("session", own))) {
    const session = await verified(token, own);
    const standing = session ? await standingOf(session) : "ended";
    if (session && standing === "valid") return { ok: true, value: session };
    if (standing === "unknown") error = SESSION_UNCHECKED;
  }
  return { ok: false, error };
}

/** For what is shown to everybody. */
export async function sessionOrNull(headers: Headed): Promise<Session | null> {
  const session = await sessionOf(headers);
  return session.ok ? session.value : null;
}

async function verified(token: string, own: Settings): Promise<Session | null> {
  const key = sessionKey(own.session);
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [ALGORITHM],
      audience: AUDIENCE,
      issuer: issuerOf(own),
    });
    const { jti, sub, may, auth_time, exp } = claims.parse(payload);
    // The settings of today hold for the cookies of yesterday.
    const expiresAt = Math.min(exp, auth_time + own.session.absoluteSeconds);
    return expiresAt > nowInSeconds()
      ? { id: jti, actor: sub, permissions: may, issuedAt: auth_time, expiresAt }
      : null;
  } catch {
    return null;
  }
}

async function cookieFor(session: Omit<Session, "expiresAt">, expiresAt: number, own: Settings): Promise<string> {
  const { id, actor, permissions, issuedAt } = session;
  const value = await new SignJWT({ may: permissions, auth_time: issuedAt })
    .setProtectedHeader({ alg: ALGORITHM })
    .setIssuer(issuerOf(own))
    .setAudience(AUDIENCE)
    .setSubject(actor)
    .setJti(id)
    .setExpirationTime(expiresAt)
    .sign(sessionKey(own.session));
  const maxAge = expiresAt - nowInSeconds();
  return setCookie({ name: cookieName("session", own), value, maxAge, sameSite: "Strict" }, own);
}

const endOf = (issuedAt: number, { session }: Settings) =>
  Math.floor(Math.min(nowInSeconds() + session.idleSeconds, issuedAt + session.absoluteSeconds));

/** Begins a session: gives the Set-Cookie value. */
export async function newSession(actor: string, permissions: readonly Permission[]): Promise<string> {
  const own = settings();
  // To the millisecond: a session that begins right after all were ended is not one of them.
  const issuedAt = Date.now() / 1000;
  return cookieFor({ id: randomUUID(), actor, permissions, issuedAt }, endOf(issuedAt, own), own);
}

/**
 * A Set-Cookie value that extends a session's idle expiry, once a tenth of the idle time has passed; null before that, and
 * near the absolute expiry, which nothing moves.
 */
export async function renewalOf(session: Session): Promise<string | null> {
  const own = settings();
  const expiresAt = endOf(session.issuedAt, own);
  if (expiresAt - session.expiresAt < own.session.idleSeconds / 10) return null;
  return cookieFor(session, expiresAt, own);
}

/** The cookie that takes a session's place when a person signs out, as Next.js sets cookies. */
export function noSession() {
  const own = settings();
  return {
    name: cookieName("session", own),
    value: "",
    maxAge: 0,
    path: "/",
    httpOnly: true,
    sameSite: "strict",
    secure: isTls(own),
  } as const;
}
