import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { intentJsonSchema } from "./json-schema";

const published: unknown = JSON.parse(readFileSync("public/intent.schema.json", "utf8"));

it("is published as it is (if not: npm run schema)", () => {
  expect(published).toEqual(intentJsonSchema());
});

it("asks for six fields and refuses unknown ones, everywhere", () => {
  expect(published).toMatchObject({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Postern intent",
    required: ["version", "region", "vpcId", "services", "subnetIds", "clientSecurityGroupIds"],
    additionalProperties: false,
    properties: {
      endpointSecurityGroup: { anyOf: [{ additionalProperties: false }, { additionalProperties: false }] },
    },
  });
});
