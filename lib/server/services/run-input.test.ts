import { expect, it } from "vitest";
import { runPageRequest } from "./run-input";

it("a list of runs is narrowed by the names that addresses have", () => {
  const asked = { vpc: "vpc-0123456789abcdef0", by: "operator", q: " sg-1 ", account: "111122223333", limit: "5" };
  expect(runPageRequest.parse(asked)).toEqual({
    limit: 5,
    vpcId: "vpc-0123456789abcdef0",
    actor: "operator",
    text: "sg-1",
    accountId: "111122223333",
  });
});

it.each([{ q: "\0" }, { by: "operator\0" }, { q: "\ud800" }, { status: "gone" }, { after: "1.run-1" }, { limit: "0" }])(
  "%j is refused before the database is asked",
  (asked) => {
    expect(runPageRequest.safeParse(asked).success).toBe(false);
  },
);
