import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { packActions, unpackActions } from "#lib/core/policy/iam-actions";
import { iamPrefixesOf } from "#lib/core/policy/iam-prefixes";
import { iamTable } from "./iam-table";

const file = readFileSync(new URL("../lib/core/policy/iam-actions.json", import.meta.url), "utf8");

it("is the one in the checkout: after an update of the package, run npm run iam-table", async () => {
  expect(file).toBe(await iamTable());
});

it("gives back the names that were packed", () => {
  const names = ["DescribeTasks", "DescribeClusters", "Poll", "ListTags", "List", "S3Thing", "lower"];
  expect(unpackActions(packActions(names))).toEqual(names.toSorted());
});

it.each([
  ["ecs", "ecs"],
  ["ecr.api", "ecr"],
  ["ecr.dkr", "ecr"],
  ["ecs-telemetry", "ecs"],
  ["monitoring", "cloudwatch"],
  ["email-smtp", "ses"],
  ["kinesis-firehose", "firehose"],
  ["kms-fips", "kms"],
  ["sagemaker.runtime-fips", "sagemaker"],
  ["s3:interface", "s3"],
  ["geo.maps", "geo-maps"],
])("holds the actions of %s under %s", (service, prefix) => {
  expect(iamPrefixesOf(service)).toContain(prefix);
  for (const each of iamPrefixesOf(service)) expect(JSON.parse(file)).toHaveProperty([each]);
});
