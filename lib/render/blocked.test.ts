/** A blocked plan in every format: its first lines say so, name what blocks it, and how to fix or accept that. */
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Plan } from "#lib/core/format/plan-format";
import { type IntentInput, intentSchema } from "#lib/core/intent/intent";
import { plan } from "#lib/core/plan";
import { account } from "#lib/core/testing/account";
import { FORMATS, render } from "./format";

/** Every format but the plan itself, whose findings are its own. */
const documents = FORMATS.filter((format) => format !== "json");

/** A VPC behind a NAT gateway in which a function reaches ECS and logs too. */
function shop(over: Partial<IntentInput> = {}, vpcExists = true): Plan {
  const net = account();
  const subnet = net.subnet();
  net.routeTable([subnet], [net.nat()]);
  const [client, batch] = [net.group("tasks"), net.group("batch")];
  net.networkInterface(subnet, [client], "10.0.1.10");
  net.networkInterface(subnet, [batch], "10.0.1.20", { description: "AWS Lambda VPC ENI-resize" });
  const named = { services: ["ecs", "logs"], subnetIds: [subnet], clientSecurityGroupIds: [client], ...over };
  const intent = intentSchema.parse({ version: 1, region: "us-east-1", vpcId: net.vpcId, ...named });
  return plan(vpcExists ? net.snapshot() : { ...net.snapshot(), vpc: null, subnets: [], securityGroups: [] }, intent);
}

const unknownVpc = shop({}, false);

const scenarios: [string, Plan, string, RegExp][] = [
  ["workloads that lose access", shop(), "blast-radius", /admitVpcCidrs.*acceptedRisks/],
  [
    "an unknown service",
    shop({ services: ["ecs", "lgos"], acceptedRisks: ["blast-radius"] }),
    "service-not-in-region",
    /Search the Region's services/,
  ],
  ["an unknown VPC", unknownVpc, "resource-not-found", /Check the Region/],
];

/** Without the escapes of Markdown and the entities of Mermaid. */
const plain = (text: string) =>
  text.replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code))).replaceAll("\\", "");

describe.each(documents)("%s", (format) => {
  it.each(scenarios)("of a plan that is blocked by %s", (_, blocked, code, fix) => {
    const head = plain(render(blocked, format).split("\n").slice(0, 14).join(" "));
    expect(head).toMatch(/This plan is blocked by 1 finding/);
    expect(head).toContain(code);
    expect(head).toMatch(format === "markdown" && code === "blast-radius" ? /Allow these workloads.*accept/ : fix);
    expect(render(blocked, format)).not.toMatch(/nothing to do/i);
  });

  it("of a plan whose risk is accepted is not blocked", () => {
    expect(render(shop({ acceptedRisks: ["blast-radius"] }), format)).not.toMatch(/plan is blocked|exit 3/);
  });
});

it("a blast radius is one finding for all services, by the names of those who lose access", () => {
  for (const format of documents.filter((one) => one !== "cli-json")) {
    const text = plain(render(shop(), format));
    expect(text, format).toContain("ecs, logs: function resize would lose access.");
  }
  expect(render(shop(), "markdown").match(/`blast-radius`/g)).toHaveLength(1);
});

it("parsers of the formats find it too", () => {
  const [first] = JSON.parse(render(shop(), "cli-json")) as { [name: string]: unknown }[];
  expect(Object.keys(first ?? {})[0]).toBe("blocked");
  expect(JSON.parse(render(unknownVpc, "cli-json"))).toEqual([{ blocked: expect.any(Array) }]);
  const template = parse(render(shop(), "cloudformation"));
  expect(template.Description).toMatch(/^Blocked/);
  expect(template.Metadata.Postern.Blocked[1]).toContain("blast-radius");
});
