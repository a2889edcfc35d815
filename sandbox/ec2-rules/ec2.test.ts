import { describe, expect, it } from "vitest";
import { type Call, type Rule, sandboxScope } from "./call";
import { createEc2 } from "./ec2";
import { createFaults } from "./faults";
import { memoryJournal } from "./journal";
import { Refused } from "./protocol/refuse";
import { element } from "./protocol/xml";
import { defaultSettings } from "./settings";
import { fakeLocalStack } from "./testing/fake-localstack";

/** EC2 with a single rule, over the fake LocalStack. */
function withRule(rule: Partial<Rule> & Pick<Rule, "actions">, fake = fakeLocalStack()) {
  const journal = memoryJournal();
  const ec2 = createEc2({
    upstream: fake.upstream,
    hostedZones: async () => [],
    rules: [{ name: "A rule", source: "a test", ...rule }],
    journal,
    settings: defaultSettings,
    faults: createFaults(async () => undefined),
    now: () => 0,
    salt: () => "test",
    journalFailed: () => undefined,
  });
  const send = (action: string) => ec2.handle(sandboxScope, new Map([["Action", action]]));
  return { ec2, fake, journal, send };
}

const option = { id: "dopt-1", configurations: [], tags: [] };
const broken = () => {
  throw new Refused("Broken", "Broken in the middle");
};

describe("A call through the rules", () => {
  it("rolls back the state changes of a call that is refused", async () => {
    const response = (call: Call) => {
      call.put("dhcpOptions", option);
      return broken();
    };
    const { ec2, journal, send } = withRule({ actions: ["CreateDhcpOptions"], handle: response });
    expect((await send("CreateDhcpOptions")).status).toBe(400);
    expect(ec2.stateOf(sandboxScope).dhcpOptions.size).toBe(0);
    expect(journal.entries).toEqual([]);
  });

  it("journals what LocalStack did even when something after it fails, so that no id is drawn twice", async () => {
    const { journal, fake, send } = withRule({ actions: ["CreateRouteTable"], after: broken });
    await send("CreateRouteTable");
    await send("CreateRouteTable");
    expect(journal.entries.map(({ calls }) => calls.length)).toEqual([1, 1]);
    expect(new Set(fake.seeds).size).toBe(2);
  });

  it("draws ids from another seed than a call before it that LocalStack refused half way", async () => {
    const fake = fakeLocalStack();
    const { upstream } = fake;
    fake.upstream = async (request) => {
      const response = await upstream(request);
      return request.params.get("Action") === "CreateNatGateway" ? { ...response, status: 500 } : response;
    };
    const { send } = withRule({ actions: [] }, fake);
    expect((await send("CreateNatGateway")).status).toBe(500);
    await send("CreateNetworkInterface");
    expect(new Set(fake.seeds).size).toBe(2);
  });

  it("serializes mutations, but not reads", async () => {
    const order: string[] = [];
    let release = () => {};
    const held = new Promise<void>((done) => {
      release = done;
    });
    const response = async ({ action }: Call) => {
      if (action === "CreateTags") await held;
      order.push(action);
      return element(`${action}Response`, {});
    };
    const { send } = withRule({ actions: ["CreateTags", "DeleteTags", "DescribeTags"], handle: response });
    const mutations = [send("CreateTags"), send("DeleteTags")];
    await send("DescribeTags");
    release();
    await Promise.all(mutations);
    expect(order).toEqual(["DescribeTags", "CreateTags", "DeleteTags"]);
  });

  it("continues after a failed call", async () => {
    const { send } = withRule({ actions: ["CreateTags"], handle: broken });
    expect((await send("CreateTags")).body).toContain("<Code>Broken</Code>");
    expect((await send("DeleteTags")).status).toBe(200);
  });
});
