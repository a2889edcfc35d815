import { describe, expect, it } from "vitest";
import { intentSchema } from "./intent";
import { intentProblems } from "./problems";

const good = {
  version: 1,
  region: "us-east-1",
  vpcId: "vpc-0123456789abcdef0",
  services: ["ecs"],
  subnetIds: ["subnet-0123456789abcdef0"],
  clientSecurityGroupIds: ["sg-0123456789abcdef0"],
};

function problems(value: unknown): Record<string, string> {
  const result = intentProblems(value);
  return result.ok ? {} : Object.fromEntries(result.problems.map(({ path, message }) => [path, message]));
}

describe("intentProblems", () => {
  it("fills in what may be left out", () => {
    const result = intentProblems(good);
    expect(result).toMatchObject({
      ok: true,
      intent: { endpointSecurityGroup: { create: { name: "postern-endpoints" } }, privateDns: true, cutover: "safe" },
    });
  });

  it("names the item of a list whose id has the wrong form", () => {
    expect(problems({ ...good, subnetIds: ["subnet-0123456789abcdef0", "subnet-1"] })).toEqual({
      "subnetIds[1]": 'Must be a subnet id: subnet- and 8 or 17 hexadecimal digits; this is "subnet-1".',
    });
  });

  it.each([9_000, 100_000])("refuses with a message what is nested %i deep, in any field", (levels) => {
    const lists = JSON.parse(`${"[".repeat(levels)}${"]".repeat(levels)}`);
    const objects = JSON.parse(`${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`);
    for (const deep of [lists, objects]) {
      for (const field of Object.keys(intentSchema.shape)) {
        expect(Object.keys(problems({ ...good, [field]: deep })), field).not.toEqual([]);
        expect(Object.keys(problems({ ...good, [field]: [deep] })), field).not.toEqual([]);
        expect(Object.keys(problems({ ...good, [field]: { create: deep } })), field).not.toEqual([]);
      }
      expect(problems(deep)).not.toEqual({});
      expect(problems({ ...good, policies: { ecs: { Statement: deep } } })).toEqual({
        "policies.ecs": "Must not be nested more than 100 levels deep.",
      });
    }
  });

  it("refuses text that a plan would read as a reference, and accepts other braces", () => {
    expect(problems({ ...good, tags: { a: "${run.Id}", b: "${HOME} ${process.env} ${x}" } })).toEqual({
      "tags.a": expect.stringContaining("${run.Id}"),
    });
    const name = "${create-security-group.GroupId}";
    expect(Object.keys(problems({ ...good, endpointSecurityGroup: { create: { name } } }))).toEqual([
      "endpointSecurityGroup.create.name",
    ]);
  });

  it("refuses such text in policies too, and accepts IAM's own variables", () => {
    const policies = (Resource: string) => ({ policies: { ecs: { Statement: [{ Resource }] } } });
    expect(Object.keys(problems({ ...good, ...policies("arn:aws:ecs:::${run.Id}") }))).toEqual([
      "policies.ecs.Statement[0].Resource",
    ]);
    expect(problems({ ...good, ...policies("arn:aws:s3:::${aws:username}") })).toEqual({});
  });

  it("drops no member silently, whatever its name", () => {
    const named = (name: string) =>
      JSON.parse(`{"tags":{"${name}":"x"},"policies":{"ecs":{"Condition":{"${name}":1}}}}`);
    expect(Object.keys(problems({ ...good, ...named("__proto__") }))).toEqual([
      "policies.ecs.Condition.__proto__",
      "tags.__proto__",
    ]);
    for (const name of ["constructor", "toString", "hasOwnProperty"]) {
      expect(intentProblems({ ...good, ...named(name) })).toMatchObject({ ok: true, intent: named(name) });
    }
  });

  it("refuses what neither EC2's responses nor the database can hold", () => {
    expect(
      Object.keys(problems({ ...good, tags: { a: "\ud800", b: "\0", c: "\u001b[31m", d: "\n\u202e ü" } })),
    ).toEqual(["tags.a", "tags.b", "tags.c"]);
  });

  it("suggests the field that an unknown one was meant to be, and shows how a missing one is written", () => {
    const { clientSecurityGroupIds: groups, ...rest } = good;
    expect(problems({ ...rest, clientSecurityGroupsId: groups })).toEqual({
      clientSecurityGroupIds:
        'This field is missing. Write it like "clientSecurityGroupIds": ["sg-0123456789abcdef0"].',
      clientSecurityGroupsId: "There is no such field; did you mean clientSecurityGroupIds?",
    });
  });

  it("lists the fields that exist when none is near", () => {
    expect(problems({ ...good, colour: "red" }).colour).toMatch(/^There is no such field: take it out\. Fields here: /);
    expect(problems({ ...good, endpointSecurityGroup: { create: { name: "a", id: "b" } } })).toEqual({
      "endpointSecurityGroup.create.id": "There is no such field: take it out. Fields here: name.",
    });
  });

  it.each([
    ["empty lists", { services: [] }, { services: "Name at least one service." }],
    [
      "a text where a list belongs",
      { services: "ecs" },
      {
        services: 'Must be a list, not a text. Write it like "services": ["ecs","ecr.api","ecr.dkr","s3"].',
      },
    ],
    ["a number among texts", { services: [3] }, { "services[0]": "Must be a text, not a number." }],
    ["a text for a switch", { privateDns: "yes" }, { privateDns: "Must be true or false, not a text." }],
    ["another word", { cutover: "fast" }, { cutover: 'Must be "safe" or "direct", not "fast".' }],
    ["another version", { version: 2 }, { version: "Must be 1, not 2." }],
    [
      "a forbidden tag",
      { tags: { "aws:x": "1" } },
      { 'tags["aws:x"]': "A tag's key must not begin with aws: or postern:" },
    ],
    ["a policy that is no object", { policies: { ecs: "x" } }, { "policies.ecs": "Must be an object, not a text." }],
    [
      "a port that is out of range",
      { ports: { ecs: [70000] } },
      {
        "ports.ecs[0]": 'Write a TCP port from 1 to 65535 as a number, or a range such as "1400-1499"; this is 70000.',
      },
    ],
    [
      "a range that runs backwards, and a word",
      { ports: { ecs: ["1499-1400", "https"] } },
      {
        "ports.ecs[0]": expect.stringContaining('this is "1499-1400".'),
        "ports.ecs[1]": expect.stringContaining('this is "https".'),
      },
    ],
    [
      "a service without ports",
      { ports: { ecs: [] } },
      { "ports.ecs": "Name at least one port, or leave the service out." },
    ],
    [
      "a subnet of the clients that is no id",
      { clientSubnetIds: ["a"] },
      { "clientSubnetIds[0]": expect.stringContaining("Must be a subnet id") },
    ],
    ["too many of them", { services: Array(201).fill("ecs") }, { services: "Give at most 200." }],
  ])("says what to do about %s", (_, over, expected) => {
    expect(problems({ ...good, ...over })).toEqual(expected);
  });

  it.each([
    [{ id: "sg-1" }, "endpointSecurityGroup.id", /^Must be a security group id/],
    [{ create: {} }, "endpointSecurityGroup.create.name", /^This field is missing/],
    [{ create: { name: "sg-x" } }, "endpointSecurityGroup.create.name", /must not begin with sg-/],
    [{}, "endpointSecurityGroup", /^Give either/],
    [{ id: "sg-12345678", create: { name: "x" } }, "endpointSecurityGroup", /^Give either/],
    [null, "endpointSecurityGroup", /^Give either/],
  ])("explains the endpoint's group %j", (endpointSecurityGroup, path, message) => {
    const found = problems({ ...good, endpointSecurityGroup });
    expect(Object.keys(found)).toEqual([path]);
    expect(found[path]).toMatch(message);
  });

  it("reports that the document must be an object", () => {
    expect(problems([good])).toEqual({ "": "Must be an object, not a list." });
  });
});
