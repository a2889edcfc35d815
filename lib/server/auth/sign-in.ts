/** Signing in with OpenID Connect: authorization code with PKCE, state and nonce, by openid-client. */
import { readFileSync } from "node:fs";
import { jwtVerify, SignJWT } from "jose";
import * as oidc from "openid-client";
import { z } from "zod";
import { log } from "#lib/server/log";
import { type OidcSettings, type Settings, settings } from "#lib/server/settings";
import { type Permission, permissionsOf, personOf } from "#lib/server/sign-in-rules";
import { signedInActor } from "./actor";
import { cookieName, cookiesOf, setCookie } from "./session";
import { sessionKey } from "./session-key";

const MINUTES = 10;
const TIMEOUT_SECONDS = 10;
/** How far the issuer's clock may be ahead. openid-client looks at expiry only. */
const CLOCK_SECONDS = 60;
const ALGORITHM = "HS256";
const AUDIENCE = "postern/sign-in";

/** What is stored in a cookie while a person is at the issuer. */
const pending = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), to: z.string() });

type Team = Settings & { oidc: OidcSettings; publicUrl: URL };

function team(): Team | null {
  const own = settings();
  return own.oidc && own.publicUrl ? { ...own, oidc: own.oidc, publicUrl: own.publicUrl } : null;
}

let known: { for: string; configuration: Promise<oidc.Configuration> } | undefined;

/** The issuer's own description of itself, asked for once. */
function configurationOf({ issuer, clientId, clientSecretFile }: OidcSettings): Promise<oidc.Configuration> {
  const key = `${issuer} ${clientId}`;
  if (known?.for === key) return known.configuration;
  const secret = clientSecretFile ? readFileSync(clientSecretFile, "utf8").trim() : null;
  const configuration = oidc.discovery(
    issuer,
    clientId,
    undefined,
    secret === null ? oidc.None() : oidc.ClientSecretBasic(secret),
    {
      timeout: TIMEOUT_SECONDS,
      execute: [
        oidc.enableNonRepudiationChecks,
        // The settings allow such an issuer on loopback only.
        ...(issuer.protocol === "http:" ? [oidc.allowInsecureRequests] : []),
      ],
    },
  );
  known = { for: key, configuration };
  configuration.catch(() => {
    known = undefined;
  });
  return configuration;
}

const callbackOf = ({ publicUrl }: Team) => new URL("/auth/callback", publicUrl).href;

export type BegunSignIn = { ok: true; url: URL; cookie: string } | { ok: false; why: "none" | "sign-in-failed" };

/** Where to send a person who wants to sign in, and the Set-Cookie value that goes along. */
export async function beginSignIn(to: string): Promise<BegunSignIn> {
  const own = team();
  if (!own) return { ok: false, why: "none" };
  const configuration = await configurationOf(own.oidc).catch((error: unknown) => {
    logError(error);
    return null;
  });
  if (!configuration) return { ok: false, why: "sign-in-failed" };
  const verifier = oidc.randomPKCECodeVerifier();
  const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
  const url = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: callbackOf(own),
    scope: own.oidc.scope,
    state,
    nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  const value = await new SignJWT({ state, nonce, verifier, to })
    .setProtectedHeader({ alg: ALGORITHM })
    .setAudience(AUDIENCE)
    .setExpirationTime(`${MINUTES} minutes`)
    .sign(sessionKey(own.session));
  // The issuer sends the person back from another site, and Strict would keep the cookie from that.
  const cookie = setCookie({ name: cookieName("sign-in"), value, maxAge: MINUTES * 60, sameSite: "Lax" });
  return { ok: true, url, cookie };
}

export type SignedIn =
  | { ok: true; actor: string; permissions: Permission[]; to: string }
  | { ok: false; why: "sign-in-failed" | "not-allowed" };

/** The result for a person who returns from the issuer with the query string `search`. */
export async function endSignIn(headers: Headers, search: string): Promise<SignedIn> {
  const own = team();
  const begun = own && (await pendingOf(headers, own));
  if (!begun) return { ok: false, why: "sign-in-failed" };
  try {
    const configuration = await configurationOf(own.oidc);
    const tokens = await oidc.authorizationCodeGrant(configuration, new URL(callbackOf(own) + search), {
      pkceCodeVerifier: begun.verifier,
      expectedState: begun.state,
      expectedNonce: begun.nonce,
      idTokenExpected: true,
    });
    const identity = tokens.claims();
    if (!identity) return { ok: false, why: "sign-in-failed" };
    if (identity.iat > Date.now() / 1000 + CLOCK_SECONDS) throw new Error("the ID token was issued in the future");
    const { rules } = own.oidc;
    const person = personOf(identity, await userInfo(configuration, tokens.access_token, identity.sub), rules);
    const actor = signedInActor(person);
    const permissions = permissionsOf(person, rules);
    log.info({ actor, permissions }, permissions.length > 0 ? "signed in" : "signed in, but not on any list");
    return permissions.length > 0 ? { ok: true, actor, permissions, to: begun.to } : { ok: false, why: "not-allowed" };
  } catch (error) {
    logError(error);
    return { ok: false, why: "sign-in-failed" };
  }
}

/** Many issuers give groups and addresses here only (OpenID Connect Core 1.0, section 5.4). */
async function userInfo(
  configuration: oidc.Configuration,
  accessToken: string,
  sub: string,
): Promise<Readonly<Record<string, unknown>>> {
  return configuration.serverMetadata().userinfo_endpoint ? oidc.fetchUserInfo(configuration, accessToken, sub) : {};
}

async function pendingOf(headers: Headers, own: Team): Promise<z.output<typeof pending> | null> {
  const key = sessionKey(own.session);
  for (const token of cookiesOf(headers, cookieName("sign-in", own))) {
    try {
      const { payload } = await jwtVerify(token, key, { algorithms: [ALGORITHM], audience: AUDIENCE });
      return pending.parse(payload);
    } catch {
      // Not ours, or too old.
    }
  }
  return null;
}

/** The cookie's end: what it held has been used. */
export const signInEnded = (): string =>
  setCookie({ name: cookieName("sign-in"), value: "", maxAge: 0, sameSite: "Lax" });

/** The error's name, code and message only: its cause may hold what the issuer has sent. */
function logError(error: unknown): void {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  log.warn({ name, code }, `signing in failed: ${message}`);
}
