/** One-time links: created by holders of the key (npm start, postern open); the web process accepts each once. */
import { randomBytes } from "node:crypto";
import { errors, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { database } from "#lib/database/pool";
import { settings } from "#lib/server/settings";
import type { Permission } from "#lib/server/sign-in-rules";
import { localActor } from "./actor";
import { type KeyFile, sessionKey } from "./session-key";

/** Long enough to copy it from one window to another. */
export const LINK_MINUTES = 10;

const ALGORITHM = "HS256";
const AUDIENCE = "postern/link";

/** A sign-in link to the Postern at `url` for the user of this process. It works once, within ten minutes. */
export async function newLink(url: string, key: KeyFile): Promise<string> {
  const token = await new SignJWT()
    .setProtectedHeader({ alg: ALGORITHM })
    .setAudience(AUDIENCE)
    .setSubject(localActor())
    // 144 random bits.
    .setJti(randomBytes(18).toString("base64url"))
    .setExpirationTime(`${LINK_MINUTES} minutes`)
    .sign(sessionKey(key));
  return new URL(`/open?token=${token}`, url).href;
}

const claims = z.object({ jti: z.string().min(1), sub: z.string().min(1), exp: z.number() });

export type Redeemed =
  | { ok: true; actor: string; permissions: readonly Permission[] }
  | { ok: false; why: "used" | "expired" | "invalid" };

/** Redeems a link's token: the first request signs in, in whichever web process, and none after that. */
export async function redeem(token: string): Promise<Redeemed> {
  const key = sessionKey(settings().session);
  const link = await jwtVerify(token, key, { algorithms: [ALGORITHM], audience: AUDIENCE })
    .then(({ payload }) => claims.parse(payload))
    .catch((error: unknown) => (error instanceof errors.JWTExpired ? ("expired" as const) : ("invalid" as const)));
  if (typeof link === "string") return { ok: false, why: link };
  const { rowCount } = await database().query(
    "INSERT INTO postern.used_links (id, expires_at) VALUES ($1, to_timestamp($2)) ON CONFLICT DO NOTHING",
    [link.jti, link.exp],
  );
  if (rowCount === 0) return { ok: false, why: "used" };
  // An expired link is refused for that; whether it was used no longer matters. The hour is for clocks that differ.
  await database().query("DELETE FROM postern.used_links WHERE expires_at < now() - interval '1 hour'");
  // Anyone who can read the key can create any session.
  return { ok: true, actor: link.sub, permissions: ["read", "plan", "apply"] };
}
