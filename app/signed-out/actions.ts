"use server";
import { cookies } from "next/headers";
import { z } from "zod";
import { action } from "#lib/server/guard";
import { noSession } from "#lib/server/session";

/** Ends the session in this browser. */
export const signOut = action({ permission: "read", input: z.object({}) }, async () => {
  (await cookies()).set(noSession());
});
