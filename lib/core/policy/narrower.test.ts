import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isNarrower } from "./narrower";
import { patternCovers, wildcardMatches } from "./wildcard";

const allow = { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };
const deny = { ...allow, Effect: "Deny", Action: "s3:DeleteObject" };
const policy = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });
const full = { Version: "2008-10-17", Statement: allow };
const assets = { ...allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::app-assets/*" };
const ours = { StringEquals: { "aws:PrincipalAccount": "111122223333" } };
const role = { AWS: "arn:aws:iam::111122223333:role/ci" };

describe("a policy is not narrower", () => {
  it.each([
    ["than itself", policy(assets), policy(assets)],
    ["when it is full access", full, policy(assets)],
    ["when it is full access for AWS: *", policy({ ...allow, Principal: { AWS: "*" } }), null],
    ["when it is left out, which is full access", null, policy(assets, deny)],
    [
      "when it has every statement of the old one and more",
      policy(assets, { ...assets, Action: "s3:Put*" }),
      policy(assets),
    ],
    ["when only the names of statements differ", policy({ ...assets, Sid: "B" }), policy({ ...assets, Sid: "A" })],
    ["when a list has more texts", policy({ ...assets, Action: ["s3:PutObject", "S3:getobject"] }), policy(assets)],
    [
      "when a pattern covers the old one",
      policy({ ...assets, Action: "s3:Get*", Resource: "arn:aws:s3:::app-*" }),
      policy(assets),
    ],
    [
      "when two statements share what one had",
      policy(assets, { ...assets, Action: "s3:PutObject" }),
      policy({ ...assets, Action: ["s3:GetObject", "s3:PutObject"] }),
    ],
    ["when a condition is dropped", policy(assets), policy({ ...assets, Condition: ours })],
    ["when all principals replace one", policy(assets), policy({ ...assets, Principal: role })],
    ["when it no longer denies", policy(assets), policy(assets, deny)],
    ["when it denies less", policy(assets, { ...deny, Condition: ours }), policy(assets, deny)],
    ["when nothing passed before", policy(assets), policy({ ...deny, Action: "*" })],
    [
      "when all is allowed instead of all but something",
      policy(allow),
      policy({ ...assets, Action: undefined, NotAction: "s3:*" }),
    ],
  ])("%s", (_, fresh, old) => {
    expect(isNarrower(fresh, old)).toBe(false);
  });
});

describe("a policy is narrower", () => {
  it.each([
    ["than full access", policy(assets), full],
    ["than no policy", policy(assets), null],
    ["when a statement is missing", policy(assets), policy(assets, { ...assets, Action: "s3:PutObject" })],
    ["when an action is missing", policy(assets), policy({ ...assets, Action: ["s3:GetObject", "s3:PutObject"] })],
    ["when a resource is missing", policy({ ...assets, Resource: "arn:aws:s3:::app-assets/a*" }), policy(assets)],
    ["when a resource differs in case", policy({ ...assets, Resource: "arn:aws:s3:::APP-assets/*" }), policy(assets)],
    ["when a condition is added", policy({ ...assets, Condition: ours }), policy(assets)],
    ["when one principal replaces all", policy({ ...assets, Principal: role }), policy(assets)],
    ["when it denies something, full access beside", policy(allow, deny), full],
    ["when it denies more", policy(assets, deny), policy(assets, { ...deny, Condition: ours })],
    [
      "when no pair of its patterns has both",
      policy(
        { ...assets, Action: "s3:*", Resource: "arn:aws:s3:::a/*" },
        { ...assets, Action: "s3:PutObject", Resource: "*" },
      ),
      policy(assets),
    ],
    [
      "when a NotAction excepts more",
      policy({ ...allow, Action: undefined, NotAction: ["s3:*", "ecs:*"] }),
      policy({ ...allow, Action: undefined, NotAction: "s3:*" }),
    ],
    ["when nothing is allowed", policy({ ...deny, Action: "*" }), policy(assets)],
    ["when it has no statements", policy(), policy(assets)],
  ])("%s", (_, fresh, old) => {
    expect(isNarrower(fresh, old)).toBe(true);
  });
});

it("what one pattern covers, it matches", () => {
  const pattern = fc.array(fc.constantFrom("*", "?", "a", "b")).map((parts) => parts.join(""));
  const texts = ["", "a", "b", "ab", "ba", "aa", "abb", "bab", "aabb"];
  fc.assert(
    fc.property(pattern, pattern, (wide, narrow) => {
      expect(patternCovers(wide, wide)).toBe(true);
      if (!patternCovers(wide, narrow)) return;
      for (const text of texts) if (wildcardMatches(narrow, text)) expect(wildcardMatches(wide, text)).toBe(true);
    }),
  );
  expect([patternCovers("s3:Get*", "s3:GetObject*"), patternCovers("a?c", "a*c")]).toEqual([true, false]);
});
