/** The Region and the profile that a person has chosen in the header. They are in a cookie of their browser, and hold for all its pages. */
import { z } from "zod";
import { type Env, profiles, sharedConfig } from "#lib/aws/client/target";
import { regionCode } from "#lib/core/intent/intent";
import { cookieName, cookiesOf } from "#lib/server/auth/session";
import { settings } from "#lib/server/settings";

/** A profile's name, as far as it is looked at: one that is in no file fails with the SDK's own words, and nothing else is used instead. */
export const profileName = z.string().min(1).max(200);

const place = z.object({ region: regionCode.exactOptional(), profile: profileName.exactOptional() });
export type Place = z.output<typeof place>;

/**
 * Why a profile cannot be chosen here; null: it can. A run's worker uses the profile that its plan was read with, which only holds where
 * nothing else names the credentials of reads or changes; and with sign-in for a team, people who sign in must not reach the
 * profiles of the machine.
 */
export function profilesAreFixed(env: Env): string | null {
  if (env.POSTERN_SANDBOX === "1") return "The sandbox has one account and no profiles.";
  const own = ["POSTERN_READ_PROFILE", "POSTERN_READ_ROLE_ARN", "POSTERN_APPLIES_AS"].some((name) => env[name]);
  if (own) return "Postern's settings name the credentials of reads and of changes, so the profile is not chosen here.";
  return settings(env).oidc ? "People sign in to this Postern, so its settings name the profile." : null;
}

/** What the cookie of a request says; what cannot be used in this process is left out. */
export function placeOf(headers: { get(name: string): string | null }, env: Env = process.env): Place {
  const [value = ""] = cookiesOf(headers, cookieName("place", settings(env)));
  const read = place.safeParse(json(value));
  if (!read.success) return {};
  const { region, profile } = read.data;
  const usable = profile !== undefined && profilesAreFixed(env) === null;
  return { ...(region ? { region } : {}), ...(usable ? { profile } : {}) };
}

function json(value: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(value));
  } catch {
    return null;
  }
}

const YEAR_SECONDS = 365 * 24 * 3600;

/** The cookie that holds a choice, as Next.js sets one: it encodes the value itself. */
export function placeCookie(chosen: Place) {
  return {
    name: cookieName("place"),
    value: JSON.stringify(chosen),
    maxAge: YEAR_SECONDS,
    path: "/",
    httpOnly: true,
    secure: cookieName("place").startsWith("__Host-"),
    sameSite: "strict",
  } as const;
}

/** The profiles to choose from, or why there are none. */
export async function profileChoices(env: Env = process.env): Promise<{ fixed: string | null; names: string[] }> {
  const fixed = profilesAreFixed(env);
  return { fixed, names: fixed === null ? await profiles(env) : [] };
}

/** A place with another Region or another profile; a profile comes with the Region that its file names. null: the profile of the settings. */
export async function placeWith(
  now: Place,
  chosen: { region: string } | { profile: string | null },
  env: Env = process.env,
): Promise<Place> {
  if ("region" in chosen) return { ...now, region: chosen.region };
  const { profile } = chosen;
  if (profile === null) return {};
  const region = regionCode.safeParse((await sharedConfig(env))[profile]?.region);
  return { profile, ...(region.success ? { region: region.data } : {}) };
}
