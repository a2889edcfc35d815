import { randomBytes } from "node:crypto";

/** Credentials of no account, which nothing may ever show. Their middle is random, so that they are found in what is left of them. */
export type Canaries = { accessKeyId: string; secretAccessKey: string; sessionToken: string; password: string };

const letters = (count: number): string =>
  [...randomBytes(count)].map((byte) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[byte % 32]).join("");

export function newCanaries(): Canaries {
  return {
    accessKeyId: `AKIA${letters(16)}`,
    secretAccessKey: `wJ+${letters(24)}/k${letters(11)}`,
    sessionToken: `FwoGZXIvYXdzE${letters(60)}/+${letters(40)}==`,
    password: `p@ss/${letters(20)}`,
  };
}

/** As the settings of a machine hold them. */
export const settingsOf = ({ accessKeyId, secretAccessKey, sessionToken }: Canaries) => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_SESSION_TOKEN: sessionToken,
});
