"use server";
import { cookies, headers } from "next/headers";
import { z } from "zod";
import { regionCode } from "#lib/core/intent/intent";
import { action } from "#lib/server/http/guard";
import { placeCookie, placeOf, placeWith, profileName } from "#lib/server/services/place";

/** Chooses the Region, or the profile, of the pages of this browser. */
export const choosePlace = action(
  {
    permission: "read",
    input: z.union([z.strictObject({ region: regionCode }), z.strictObject({ profile: profileName.nullable() })]),
  },
  async (chosen) => {
    (await cookies()).set(placeCookie(await placeWith(placeOf(await headers()), chosen)));
  },
);
