import { describe, expect, it } from "vitest";
import { allowsEcrLayers, layerBucketArn } from "./image-layers";

const allow = (over: object = {}) => ({ Effect: "Allow", Principal: "*", Action: "*", Resource: "*", ...over });
const deny = (over: object = {}) => ({ ...allow(over), Effect: "Deny" });
const passes = (...Statement: object[]) => allowsEcrLayers({ Version: "2012-10-17", Statement }, "us-east-1");
const bucket = "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*";
const mine = { StringEquals: { "aws:PrincipalAccount": "123456789012" } };

it("names the bucket of the Region in its partition", () => {
  expect(layerBucketArn("us-east-1")).toBe(bucket);
  expect(layerBucketArn("cn-north-1")).toBe("arn:aws-cn:s3:::prod-cn-north-1-starport-layer-bucket/*");
  expect(layerBucketArn("us-gov-west-1")).toBe("arn:aws-us-gov:s3:::prod-us-gov-west-1-starport-layer-bucket/*");
});

describe("image layers pass", () => {
  it.each([
    ["full access", [allow()]],
    ["their bucket alone", [allow({ Action: "s3:GetObject", Resource: bucket })]],
    ["patterns", [allow({ Action: ["s3:Get*"], Resource: ["arn:aws:s3:::prod-*-starport-layer-bucket/*"] })]],
    ["everybody written out", [allow({ Principal: { AWS: "*" } })]],
    ["a condition on the network", [allow({ Condition: { StringEquals: { "aws:SourceVpc": "vpc-1" } } })]],
    ["all but some actions and resources", [allow({ Action: undefined, NotAction: "s3:Put*" })]],
    ["the account, and the bucket besides", [allow({ Condition: mine }), allow({ Resource: bucket })]],
    ["what is denied elsewhere", [allow(), deny({ Resource: "arn:aws:s3:::secret/*" })]],
    ["what is denied without TLS", [allow(), deny({ Condition: { Bool: { "aws:SecureTransport": "false" } } })]],
  ])("with %s", (_, statements) => {
    expect(passes(...JSON.parse(JSON.stringify(statements)))).toBe(true);
  });
});

describe("image layers are denied", () => {
  it.each([
    ["another bucket", [allow({ Resource: "arn:aws:s3:::mine/*" })]],
    ["the bucket without its objects", [allow({ Resource: bucket.replace("/*", "") })]],
    ["the bucket of another Region", [allow({ Resource: bucket.replace("us-east-1", "eu-west-1") })]],
    ["listing alone", [allow({ Action: "s3:ListBucket" })]],
    ["a condition on the account", [allow({ Condition: mine })]],
    ["a condition on the organization", [allow({ Condition: { StringLike: { "aws:PrincipalOrgID": "o-1" } } })]],
    ["a condition on whose bucket it is", [allow({ Condition: { StringEquals: { "aws:ResourceAccount": "1" } } })]],
    ["named principals", [allow({ Principal: { AWS: "123456789012" } })]],
    ["a deny of all", [allow(), deny()]],
    ["a deny of other accounts", [allow(), deny({ Condition: { StringNotEquals: mine.StringEquals } })]],
    ["no statement", []],
  ])("with %s", (_, statements) => {
    expect(passes(...statements)).toBe(false);
  });
});
