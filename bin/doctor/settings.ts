/** The settings, read as the processes read them. */
import { existsSync } from "node:fs";
import { z } from "zod";
import { dryRunSettings } from "#lib/run/permissions/dry-run";
import { runSettings } from "#lib/run/step/settings";
import { sessionKey } from "#lib/server/auth/session-key";
import { SettingsError, settings } from "#lib/server/settings";
import { type Finding, failure, failureSaying, ok } from "./finding";

type Env = Readonly<Record<string, string | undefined>>;

export function settingsFindings(env: Env): Finding[] {
  return [webFinding(env), runsFinding(env)].flat();
}

function webFinding(env: Env): Finding[] {
  try {
    const own = settings(env);
    const entry = own.oidc ? `people sign in at ${own.oidc.issuer.origin}` : "people come in by one-time links";
    return [
      ok("settings", `Pages are served on ${own.host}, from port ${own.port} on; ${entry}.`),
      keyFinding(own.session),
    ];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return [failure("settings", error.message, "Correct it: docs/installation.md lists the settings.")];
  }
}

function keyFinding(key: Parameters<typeof sessionKey>[0]): Finding {
  if (key.ownKey && !existsSync(key.keyFile)) return ok("session key", "The first start makes one.");
  try {
    sessionKey(key);
    return ok("session key", `${key.keyFile} is its owner's alone.`);
  } catch (error) {
    return failureSaying("session key", (error as Error).message);
  }
}

function runsFinding(env: Env): Finding {
  try {
    runSettings(env);
    dryRunSettings(env);
    return ok("settings of runs", "All are valid.");
  } catch (error) {
    const sentence = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    return failure("settings of runs", sentence, "Correct it: docs/operations.md lists these settings.");
  }
}
