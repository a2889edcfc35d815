/** A session for the browser tests, started by a one-time link. */
import { spawnSync } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

export type SessionCookie = { name: string; value: string };

/** A link into the Postern of these settings' data folder, as `postern open` prints it. */
export function freshLink(env: NodeJS.ProcessEnv = process.env): string {
  const { stdout, stderr } = spawnSync(process.execPath, ["bin/postern.mjs", "open"], { encoding: "utf8", env });
  const link = /^http\S+$/m.exec(stdout)?.[0];
  if (!link) throw new Error(`postern open printed no link: ${stderr}`);
  return link;
}

/** Begins a session and gives its cookie. */
export async function newSession(): Promise<SessionCookie> {
  const { headers } = await fetch(freshLink(), { redirect: "manual" });
  const [cookie = ""] = headers.getSetCookie();
  const [, name, value] = /^([^=]+)=([^;]+);/.exec(cookie) ?? [];
  if (!name || !value) throw new Error("The link started no session.");
  return { name, value };
}

export const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

const ownKey = () =>
  Buffer.from(readFileSync(join(process.env.POSTERN_DATA_DIR ?? "", "session.key"), "utf8"), "base64url");

/** A token with these claims, signed with Postern's own key unless another is given. */
export function signed(claims: object, key = ownKey()): string {
  const text = `${encoded({ alg: "HS256" })}.${encoded(claims)}`;
  return `${text}.${createHmac("sha256", key).update(text).digest("base64url")}`;
}

/** A link as another holder of the key would create it, for `actor`. */
export function linkOf(actor: string): string {
  const exp = Math.floor(Date.now() / 1000) + 600;
  return `/open?token=${signed({ aud: "postern/link", sub: actor, jti: randomUUID(), exp })}`;
}
