import { describe, expect, it } from "vitest";
import { samePolicy } from "./policy";

const statement = {
  Effect: "Allow",
  Principal: "*",
  Action: "s3:GetObject",
  Resource: ["arn:aws:s3:::b", "arn:aws:s3:::a"],
};
const one = { Version: "2012-10-17", Statement: [statement, { ...statement, Effect: "Deny", Action: "s3:Put*" }] };

describe("two policies say the same", () => {
  it("for any form and order of their lists, and any spelling of all principals", () => {
    const other = {
      Version: "2008-10-17",
      Statement: [
        { ...statement, Effect: "Deny", Action: ["s3:Put*"] },
        {
          Resource: ["arn:aws:s3:::a", "arn:aws:s3:::b"],
          Action: ["s3:GetObject"],
          Principal: { AWS: "*" },
          Effect: "Allow",
        },
      ],
    };
    expect(samePolicy(one, other)).toBe(true);
    expect(samePolicy({ Statement: statement }, { Version: "2012-10-17", Statement: [statement] })).toBe(true);
  });

  it("not when a version decides what variables mean", () => {
    const home = { ...statement, Resource: "arn:aws:s3:::home/${aws:username}" };
    const versions = ["2012-10-17", "2008-10-17"].map((Version) => ({ Version, Statement: [home] }));
    expect(samePolicy(versions[0], versions[1])).toBe(false);
    expect(samePolicy(versions[0], { Statement: [home] })).toBe(true);
  });

  it("not when one of them has more conditions", () => {
    expect(samePolicy(one, { ...one, Statement: [statement] })).toBe(false);
    expect(samePolicy(null, one)).toBe(false);
    expect(samePolicy(null, null)).toBe(true);
  });
});
