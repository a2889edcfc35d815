import { expect, it } from "vitest";
import { account } from "#lib/core/testing/account";
import { clientSubnetRows } from "./client-subnet-rows";

it("puts subnets where client groups run first, and counts their interfaces only", () => {
  const a = account();
  const [first, second, third] = [a.subnet("a"), a.subnet("b"), a.subnet("c")];
  const [tasks, other] = [a.group("tasks"), a.group("other")];
  a.networkInterface(first, [other], "10.0.1.10");
  for (const address of ["10.0.3.10", "10.0.3.11"]) a.networkInterface(third, [tasks, other], address);
  const rows = clientSubnetRows(a.snapshot(), [tasks]);
  expect(rows.map(({ subnet, interfaces }) => [subnet.id, interfaces])).toEqual([
    [third, 2],
    [first, 0],
    [second, 0],
  ]);
});
