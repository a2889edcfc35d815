/** The web process's settings, read from the environment. The supervisor reads them too, before it starts anything. */
import { resolve } from "node:path";
import { z } from "zod";
import { type SignInRules, signInRules } from "./sign-in-rules";

z.config({ jitless: true });

export type OidcSettings = {
  issuer: URL;
  clientId: string;
  /** Holds the client's secret; null for a public client, which PKCE alone protects. */
  clientSecretFile: string | null;
  scope: string;
  rules: SignInRules;
};

export type Settings = {
  /** The address that the web server listens on. */
  host: string;
  port: number;
  /** Where people reach Postern when that is not loopback, such as https://postern.example.com. */
  publicUrl: URL | null;
  session: {
    /** Holds the key that signs cookies and links. */
    keyFile: string;
    /** Whether the file is Postern's own to make; one that a team shares has to be there. */
    ownKey: boolean;
    idleSeconds: number;
    absoluteSeconds: number;
  };
  /** Sign-in for a team; null when people sign in by link only. */
  oidc: OidcSettings | null;
};

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];
/** An address of this machine that no other machine can reach. */
export const isLoopback = (host: string): boolean => LOOPBACK.includes(host) || host === "::1";
/** TLS everywhere but on the machine itself, where nobody else listens. */
const isSafe = (url: URL) => url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));

const url = z
  .url()
  .transform((text) => new URL(text))
  .refine(isSafe, "must begin with https://, or with http:// on loopback");
const hours = z.coerce.number().positive().max(8_760);
const text = z.string().trim();

const schema = z.object({
  POSTERN_HOST: text.default("127.0.0.1"),
  POSTERN_PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  POSTERN_PUBLIC_URL: url
    .refine(({ pathname, search, hash }) => pathname + search + hash === "/", "must be an address without a path")
    .optional(),
  POSTERN_SESSION_KEY_FILE: text.optional(),
  POSTERN_SESSION_IDLE_HOURS: hours.default(12),
  POSTERN_SESSION_HOURS: hours.optional(),
  POSTERN_OIDC_ISSUER: url.optional(),
  POSTERN_OIDC_CLIENT_ID: text.optional(),
  POSTERN_OIDC_CLIENT_SECRET_FILE: text.optional(),
  POSTERN_OIDC_SCOPE: text.default("openid email profile"),
  POSTERN_OIDC_GROUPS_CLAIM: text.default("groups"),
  POSTERN_OIDC_READ: text.default(""),
  POSTERN_OIDC_PLAN: text.default(""),
  POSTERN_OIDC_APPLY: text.default(""),
});

/** Names of the variables that hold the web process's settings. */
export const SETTING_NAMES: readonly string[] = Object.keys(schema.shape);

/** A set-up that would not be safe, or a setting that is wrong: one sentence and what to do. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

type Env = Readonly<Record<string, string | undefined>>;

/** Throws `SettingsError`. */
export function settings(env: Env = process.env): Settings {
  // What is set to nothing is not set.
  const given = Object.fromEntries(SETTING_NAMES.map((name) => [name, env[name] || undefined]));
  const result = schema.safeParse(given);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new SettingsError(`${issue?.path.join(".")}: ${issue?.message ?? "is wrong"}`);
  }
  const read = result.data;
  const publicUrl = read.POSTERN_PUBLIC_URL ?? null;
  const oidc = oidcSettings(read, publicUrl);
  if (!isLoopback(read.POSTERN_HOST) && !(oidc && publicUrl)) throw new SettingsError(unsafeReach(read.POSTERN_HOST));
  return {
    host: read.POSTERN_HOST,
    port: read.POSTERN_PORT,
    publicUrl,
    session: {
      keyFile: resolve(read.POSTERN_SESSION_KEY_FILE ?? `${env.POSTERN_DATA_DIR || ".postern"}/session.key`),
      ownKey: read.POSTERN_SESSION_KEY_FILE === undefined,
      idleSeconds: read.POSTERN_SESSION_IDLE_HOURS * 3600,
      // Who leaves a team's group keeps what a session says until it ends.
      absoluteSeconds: (read.POSTERN_SESSION_HOURS ?? (oidc ? 12 : 168)) * 3600,
    },
    oidc,
  };
}

function oidcSettings(read: z.output<typeof schema>, publicUrl: URL | null): OidcSettings | null {
  const { POSTERN_OIDC_ISSUER: issuer, POSTERN_OIDC_CLIENT_ID: clientId } = read;
  if (!issuer && !clientId) return null;
  if (!issuer || !clientId || !publicUrl) {
    throw new SettingsError(
      "Sign-in needs POSTERN_OIDC_ISSUER, POSTERN_OIDC_CLIENT_ID and POSTERN_PUBLIC_URL, and not all of them are set.",
    );
  }
  const rules = signInRules({
    groupsClaim: read.POSTERN_OIDC_GROUPS_CLAIM,
    read: read.POSTERN_OIDC_READ,
    plan: read.POSTERN_OIDC_PLAN,
    apply: read.POSTERN_OIDC_APPLY,
  });
  if (typeof rules === "string") throw new SettingsError(rules);
  return {
    issuer,
    clientId,
    clientSecretFile: read.POSTERN_OIDC_CLIENT_SECRET_FILE ?? null,
    scope: read.POSTERN_OIDC_SCOPE,
    rules,
  };
}

function unsafeReach(host: string): string {
  return [
    `Postern does not start on ${host}: that address is open to other machines, and their users could not be identified.`,
    "Either leave --host and POSTERN_HOST out, so that it listens on 127.0.0.1 only (from another machine: ssh -L 3000:127.0.0.1:3000 …),",
    "or set up sign-in: POSTERN_PUBLIC_URL=https://…, POSTERN_OIDC_ISSUER, POSTERN_OIDC_CLIENT_ID and POSTERN_OIDC_APPLY; docs/installation.md says how.",
  ].join("\n");
}
