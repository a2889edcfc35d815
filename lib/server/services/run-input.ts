import { z } from "zod";
import { regionCode, vpcId } from "#lib/core/intent/intent";
import { RUN_STATUSES, type RunFilter } from "#lib/core/run/run";
import { RUN_ID } from "#lib/core/run/run-id";
import { rawText } from "#lib/core/text/raw-text";
import { PAGE_CURSOR } from "#lib/run/history/list";

export const runId = z.string().regex(RUN_ID, "is not the id of a run");

const runStatus = z.enum(RUN_STATUSES, `is none of ${RUN_STATUSES.join(", ")}`);

/** What narrows a list of runs, by the names that it has in addresses. */
const runFilter = z
  .object({
    vpc: vpcId.exactOptional(),
    region: regionCode.exactOptional(),
    account: z
      .string()
      .regex(/^\d{12}$/, "is not the id of an account")
      .exactOptional(),
    status: runStatus.exactOptional(),
    kind: z.enum(["apply", "rollback"], "is neither apply nor rollback").exactOptional(),
    by: rawText(2048).exactOptional(),
    q: rawText(200).exactOptional(),
  })
  .transform(
    ({ vpc, account, by, q, ...rest }): RunFilter => ({
      ...rest,
      ...(vpc === undefined ? {} : { vpcId: vpc }),
      ...(account === undefined ? {} : { accountId: account }),
      ...(by === undefined ? {} : { actor: by }),
      ...(q?.trim() ? { text: q.trim() } : {}),
    }),
  );

/** One page of such a list. */
export const runPageRequest = z
  .object({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    after: z.string().regex(PAGE_CURSOR, "is not where a page of runs ended").exactOptional(),
  })
  .and(runFilter);
