import { expect, it } from "vitest";
import { unknownAt } from "./unknown";

const DRAFT = "11111111-1111-4111-8111-111111111111";

it.each([
  ["/runs/abc", "No such run", "There is no run abc in this account"],
  [`/setup/${DRAFT}/review`, "No such draft", `There is no draft ${DRAFT}, or it has no step “review”`],
  ["/setup/abc", "No such draft", "There is no draft abc"],
  ["/vpcs/vpc-1", "No such VPC", "There is no VPC vpc-1 in this account"],
  ["/nowhere", "Not found", "There is no such page here"],
  ["/runs", "Not found", "There is no such page here"],
  ["/runs/%E0%A4", "No such run", "There is no run %E0%A4 in this account"],
])("%s has a title of its own, and says what is unknown", (path, title, heading) => {
  expect(unknownAt(path)).toMatchObject({ title, heading });
});

it("repeats no more of an address than can be read, and always leads on", () => {
  for (const kind of ["runs", "setup", "vpcs"]) {
    const { heading, links } = unknownAt(`/${kind}/${"x".repeat(5_000)}`);
    expect(heading.length).toBeLessThan(200);
    expect(links.length).toBeGreaterThan(0);
  }
});
