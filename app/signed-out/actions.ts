"use server";
import { cookies } from "next/headers";
import { z } from "zod";
import { endSession, endSessionsOfActor } from "#lib/server/auth/ended-sessions";
import { noSession } from "#lib/server/auth/session";
import { action } from "#lib/server/http/guard";

/** Ends this session or, `everywhere`, all that the person has started; copies of their cookies stop working too. */
export const signOut = action(
  { permission: "read", input: z.object({ everywhere: z.boolean() }) },
  async ({ everywhere }, { session }) => {
    await (everywhere ? endSessionsOfActor : endSession)(session);
    (await cookies()).set(noSession());
  },
);
