import type { z } from "zod";
import { anywhere, type IamScope } from "#lib/core/iam/scope";
import type { Access } from "#lib/core/iam/table";
import { regionCode, vpcId } from "#lib/core/intent/intent";
import { iamDocument, iamText } from "#lib/render/iam";
import { EXIT, type ExitCode, UsageError } from "./exit";
import { readIntent } from "./intent-file";
import { printJson, write } from "./output";

export type IamOptions = {
  intent?: string;
  service: string[];
  region?: string;
  vpc?: string;
  account?: string;
  essential: boolean;
  format: "text" | "json";
};

/** `postern iam`: the policies that Postern's two sides need, no wider than what is asked for. Calls nothing. */
export async function iamCommand(side: string | undefined, options: IamOptions): Promise<ExitCode> {
  if (side !== undefined && !isSide(side)) throw new UsageError([`${side}: there are two policies, read and apply.`]);
  const scope = scopeOf(options);
  const document = iamDocument(scope, { optional: !options.essential });
  if (side) printJson(document[side]);
  else if (options.format === "json") printJson(document);
  else write(iamText(document, scope, { optional: !options.essential }), undefined);
  return EXIT.done;
}

const isSide = (word: string): word is Access => word === "read" || word === "apply";

function scopeOf({ intent: file, service, region, vpc, account }: IamOptions): IamScope {
  const intent = file === undefined ? null : readIntent(file);
  const named = service.flatMap((list) => list.split(",").flatMap((one) => one.trim() || []));
  if (named.some((name) => !/^[a-z0-9][a-z0-9.:-]*$/i.test(name))) {
    throw new UsageError(["--service: name services as ecs, ecr.api or com.amazonaws.us-east-1.ecs."]);
  }
  const scope = {
    ...anywhere,
    ...(intent ? { region: intent.region, vpcId: intent.vpcId, services: intent.services } : {}),
    ...(region === undefined ? {} : { region: valid(regionCode, region, "--region") }),
    ...(vpc === undefined ? {} : { vpcId: valid(vpcId, vpc, "--vpc") }),
    ...(named.length > 0 ? { services: named } : {}),
  };
  if (account === undefined) return scope;
  if (!/^\d{12}$/.test(account)) throw new UsageError([`--account ${account}: an account id has twelve digits.`]);
  return { ...scope, accountId: account };
}

function valid<T>(schema: z.ZodType<T>, value: string, option: string): T {
  const read = schema.safeParse(value);
  if (!read.success) throw new UsageError([`${option} ${value}: ${read.error.issues[0]?.message}.`]);
  return read.data;
}
