/** Writes lib/core/policy/iam-actions.json from the IAM data package: `npm run iam-table`. */
import { writeFileSync } from "node:fs";
import { iamTable } from "./iam-table";

writeFileSync(new URL("../lib/core/policy/iam-actions.json", import.meta.url), await iamTable());
