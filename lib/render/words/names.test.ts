import { describe, expect, it } from "vitest";
import { account } from "#lib/core/testing/account";
import { naming } from "./names";

function setting(tags: { subnet?: string; group?: string } = {}) {
  const it = account();
  const subnetId = it.subnet("a", { tags: tags.subnet === undefined ? {} : { Name: tags.subnet } });
  const groupId = it.group(tags.group ?? "tasks");
  return { named: naming(it.snapshot()), subnetId, groupId };
}

describe("names beside ids", () => {
  it("stand before the first mention of each id", () => {
    const { named, subnetId, groupId } = setting({ subnet: "private-a" });
    expect(named(`${groupId} in ${subnetId}, not ${groupId} elsewhere`)).toBe(
      `tasks (${groupId}) in private-a (${subnetId}), not ${groupId} elsewhere`,
    );
  });

  it("are left out where there is none, or where the words say it", () => {
    const { named, subnetId, groupId } = setting();
    expect(named(`${subnetId}, subnet-0000000000000dead, and the group tasks (${groupId})`)).toBe(
      `${subnetId}, subnet-0000000000000dead, and the group tasks (${groupId})`,
    );
  });

  it("neither run on nor hide anything", () => {
    const { named, subnetId } = setting({ subnet: `${"x".repeat(60)}` });
    expect(named(subnetId)).toBe(`${"x".repeat(39)}… (${subnetId})`);
    const hostile = setting({ subnet: "a\u202eb\n$&" });
    expect(hostile.named(hostile.subnetId)).toBe(`a\\u202eb\\n$& (${hostile.subnetId})`);
  });
});
