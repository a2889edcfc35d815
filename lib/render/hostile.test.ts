/** Hostile text through every renderer, read back by a parser of what it writes. */
import fc from "fast-check";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Change, Json, Plan } from "#lib/core/format/plan-format";
import { requests } from "#lib/core/format/requests";
import { intentSchema } from "#lib/core/intent/intent";
import { plan as planFor } from "#lib/core/plan";
import { account } from "#lib/core/testing/account";
import { isVisible, visible } from "#lib/core/text/untrusted";
import { cloudFormation } from "./cloudformation";
import { diagram } from "./diagram";
import { outline } from "./diagram/outline";
import { diagramSvg } from "./diagram/svg";
import { FORMATS, render } from "./format";
import { cliDocuments, cliJson, planJson } from "./json";
import { markdown } from "./markdown";
import { inline } from "./markdown/escape";
import { mermaid } from "./mermaid";
import { tagsOf } from "./rules";
import { terraform } from "./terraform";
import { type Hcl, readHcl } from "./testing/hcl-reader";
import { hostile } from "./testing/hostile";
import { planOf } from "./testing/plans";
import { changeTitle } from "./words/change-title";
import { reachSentences } from "./words/reach-sentences";

const tags = fc.uniqueArray(fc.record({ Key: hostile, Value: hostile }), { selector: ({ Key }) => Key, maxLength: 4 });
const policy: fc.Arbitrary<Json> = fc.dictionary(
  hostile,
  fc.oneof(hostile, fc.array(hostile, { maxLength: 3 }), fc.dictionary(hostile, hostile, { maxKeys: 2 })),
  { maxKeys: 3 },
) as fc.Arbitrary<Json>;

const changes = fc.record({ name: hostile, reason: hostile, tags, policy }).map(({ name, reason, tags, policy }) => {
  const TagSpecifications = [{ ResourceType: "x", Tags: tags }];
  const peer = { GroupId: "${change-0.GroupId}", Description: name };
  const rule = { IpProtocol: "tcp", FromPort: 443, ToPort: 443, UserIdGroupPairs: [peer] };
  return [
    {
      kind: "create-security-group",
      operation: "CreateSecurityGroup",
      input: { GroupName: name, Description: name, TagSpecifications },
      reason,
    },
    { input: { ServiceName: name, PolicyDocument: JSON.stringify(policy), TagSpecifications }, reason },
    {
      kind: "authorize-ingress",
      operation: "AuthorizeSecurityGroupIngress",
      input: { GroupId: "${change-0.GroupId}", IpPermissions: [rule], TagSpecifications },
      reason,
    },
  ] satisfies Partial<Change>[];
});

const plans: fc.Arbitrary<Plan> = fc
  .record({
    changes,
    severity: fc.constantFrom("error", "warning", "info"),
    texts: fc.tuple(hostile, hostile, hostile),
  })
  .map(({ changes, severity, texts: [a, b, c] }) =>
    planOf(changes, {
      findings: [{ code: "single-az", severity, summary: a, detail: b, resources: [c], fix: c }],
      dns: [{ name: a, service: b, before: "public", after: c }],
    }),
  );

type MarkdownNode = { type: string; value?: string; checked?: boolean | null; children?: MarkdownNode[] };

const unseenFree = (text: string) => isVisible(text.replaceAll("\n", ""));
const rendered = (plan: Plan) => {
  const [, endpoint] = requests(plan);
  return { tags: endpoint ? tagsOf(endpoint) : [], policy: JSON.parse(String(endpoint?.input.PolicyDocument)) as Json };
};

describe("hostile text", () => {
  it("has no invisible characters in any format", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        for (const format of FORMATS) expect(unseenFree(render(plan, format)), format).toBe(true);
      }),
    );
  });

  it("is the same text in JSON", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        expect(JSON.parse(planJson(plan))).toEqual(plan);
        expect(JSON.parse(cliJson(plan))).toEqual(cliDocuments(plan));
        expect(cliDocuments(plan).map(({ cliInputJson }) => cliInputJson)).toEqual(
          plan.changes.map(({ input }) => input),
        );
      }),
    );
  });

  it("is the same text in CloudFormation's YAML, where no part of it is a function or is looked up", () => {
    const still = (text: string) => text.replace(/\{(?=\{resolve:)/gi, "{ ");
    fc.assert(
      fc.property(plans, (plan) => {
        const { Resources } = parse(cloudFormation(plan), { version: "1.1", uniqueKeys: false });
        const { Change0: group, Change1: endpoint, Change2: rule } = Resources;
        expect(JSON.stringify(Resources)).not.toMatch(/\{\{resolve:/i);
        const { tags, policy } = rendered(plan);
        const stillTags = tags.map(({ Key, Value }) => ({ Key: still(Key), Value: still(Value) }));
        expect(endpoint.Properties.Tags).toEqual(stillTags);
        expect(group.Properties.Tags).toEqual(stillTags);
        expect(group.Properties.GroupName).toBe(still(String(plan.changes[0]?.input.GroupName)));
        expect(rule.Properties.Description ?? "").toBe(still(String(plan.changes[0]?.input.GroupName)));
        const found = endpoint.Properties.PolicyDocument;
        const text = still(JSON.stringify(policy));
        expect(typeof found === "string" ? found : JSON.stringify(found)).toBe(text);
        if (typeof found !== "string") expect(text).not.toMatch(/"Fn::[^"]*":/);
      }),
    );
  });

  it("is no function of CloudFormation in a policy", () => {
    for (const policy of [{ Ref: "A" }, { a: [{ "Fn::Transform": {}, b: 1 }] }, { "Fn::Sub": "${A}" }]) {
      const input = { PolicyDocument: JSON.stringify(policy) };
      const { Resources } = parse(cloudFormation(planOf([{ input }])));
      expect(Resources.Change0.Properties.PolicyDocument).toBe(JSON.stringify(policy));
    }
  });

  it("is the same text in Terraform's language, where no part of it is a template", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const blocks = readHcl(terraform(plan));
        const resource = (type: string) => blocks.find(({ labels }) => labels[0] === type)?.body ?? {};
        const { tags, policy } = rendered(plan);
        const own = Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) as Hcl;
        expect(blocks.map(({ kind }) => kind)).toEqual(["terraform", "provider", ...Array(4).fill("resource")]);
        expect(resource("aws_vpc_endpoint")).toMatchObject({ policy, ...(tags.length > 0 ? { tags: own } : {}) });
        expect(resource("aws_security_group").name).toBe(plan.changes[0]?.input.GroupName);
        expect(resource("aws_vpc_security_group_ingress_rule").security_group_id).toEqual({
          ref: "aws_security_group.endpoints.id",
        });
      }),
    );
  });

  it("is no markup, link, mention or cell of its own in the change request", () => {
    const parsed = (text: string) =>
      fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }) as MarkdownNode;
    const all = (node: MarkdownNode): MarkdownNode[] => [node, ...(node.children ?? []).flatMap(all)];
    const textOf = (node: MarkdownNode): string =>
      all(node)
        .map(({ value = "" }) => value)
        .join("");
    const plain = new Set(
      "root heading paragraph text strong inlineCode code list listItem table tableRow tableCell".split(" "),
    );
    fc.assert(
      fc.property(plans, (plan) => {
        const tree = parsed(markdown(plan));
        const nodes = all(tree);
        expect(nodes.map(({ type }) => type).filter((type) => !plain.has(type))).toEqual([]);
        for (const one of nodes) {
          if (one.type === "text") expect(one.value).not.toMatch(/:\/\/|www\.|@|#\d/i);
          if (one.type === "listItem") expect(one.checked ?? null).toBeNull();
          if (one.type !== "table") continue;
          const widths = new Set(one.children?.map(({ children }) => children?.length));
          expect(widths.size).toBe(1);
        }
        const [finding] = plan.findings;
        const items = nodes.filter(({ type }) => type === "listItem").map(textOf);
        expect(items.some((item) => item.includes(visible(finding?.summary ?? "").trim()))).toBe(true);
        const cells = nodes.filter(({ type }) => type === "tableCell").map(textOf);
        for (const { reason } of plan.changes) expect(cells).toContain(visible(reason).trim());
      }),
      { numRuns: 40 },
    );
    for (const text of ["[a](b)", "@team", "http://x", "www.x.y", "a@b.example", "#1", "<b>", "![a](b)", "[a]: b"]) {
      expect(textOf(parsed(inline(text)))).toBe(text);
    }
  });

  it("is a label and nothing else in Mermaid", () => {
    const label = String.raw`"(?:[\w .,:/()-]|<br/>|#\d+;|[^\x00-\x7f])*"`;
    const forms = [
      String.raw`%% (?:[\w .,:/()-]|#\d+;|[^\x00-\x7f])*`,
      "flowchart LR",
      String.raw`  blocked\[LABEL\]:::blocked`,
      String.raw` {2,4}subgraph (?:vpc|s\d+)\[LABEL\]`,
      " {2,4}end",
      String.raw` {2,6}n\d+(?:\[LABEL\]|\{\{LABEL\}\}|\[/LABEL/\]|\[\(LABEL\)\]|\(\[LABEL\]\)):::(?:new|changed|kept)`,
      String.raw`  n\d+ (?:---|-->\|LABEL\||-\.->\|LABEL\|) n\d+`,
      String.raw`  classDef (?:new|changed|kept|blocked) [\w:#,-]+(?: \d)?`,
    ].map((form) => new RegExp(`^${form.replaceAll("LABEL", label)}$`, "u"));
    fc.assert(
      fc.property(plans, (plan) => {
        const lines = mermaid(plan).trimEnd().split("\n");
        for (const line of lines) expect(forms.some((form) => form.test(line)) ? "" : line).toBe("");
        const shown = lines.join("\n").replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
        expect(shown).toContain(`New security group<br/>${visible(String(plan.changes[0]?.input.GroupName)).trim()}"`);
        expect(lines.join("")).not.toContain("ﬂ");
      }),
    );
  });
});

/** The story's account with the same text wherever EC2 takes a name, tag or description. */
function hostileStory(text: string) {
  const tags = Object.fromEntries([
    ["Name", text],
    ["__proto__", text],
    ["constructor", text],
    [text || "x", text],
  ]);
  const net = account({ tags, enableDnsHostnames: false });
  const subnetIds = [net.subnet("a", { tags }), net.subnet("b", { tags })];
  const client = net.group(text, { egress: [] });
  const other = net.group(`${text} other`);
  const more = { description: text, tags };
  for (const subnet of subnetIds) net.networkInterface(subnet, [client], "10.0.1.9", more);
  for (const subnet of subnetIds) net.networkInterface(subnet, [other], "10.0.1.10", more);
  net.endpoint("logs", { subnetIds, securityGroupIds: [other], tags, policy: text, dnsNames: [text] });
  const snapshot = net.snapshot();
  for (const list of snapshot.prefixLists) list.name = text;
  for (const table of snapshot.routeTables) table.tags = tags;
  for (const acl of snapshot.networkAcls) acl.tags = tags;
  const group = snapshot.securityGroups[0];
  if (group) group.tags = tags;
  const intent = {
    version: 1,
    region: "us-east-1",
    vpcId: net.vpcId,
    services: ["ecs", "logs", "s3"],
    subnetIds,
  } as const;
  const plan = planFor(snapshot, intentSchema.parse({ ...intent, clientSecurityGroupIds: [client] }));
  return { snapshot, plan };
}

describe("hostile names in the account", () => {
  it("are visible in the picture, its words, and the titles of changes", () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom("before" as const, "after" as const), (text, view) => {
        const { snapshot, plan } = hostileStory(text);
        const picture = diagram(snapshot, plan, view);
        const texts = [
          ...picture.nodes.flatMap(({ label, sublabel, note }) => [label, sublabel, note]),
          ...picture.edges.flatMap(({ label, note }) => [label, note]),
          ...outline(picture).map((item) => JSON.stringify(item)),
          ...reachSentences(plan, snapshot).map((sentence) => sentence.text),
          ...plan.changes.map((change) => changeTitle(change, snapshot)),
        ];
        expect(texts.filter((one) => !isVisible(one))).toEqual([]);
        for (const format of FORMATS) expect(unseenFree(render(plan, format)), format).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("are text in the SVG file, which is well-formed and holds nothing that runs or loads", () => {
    const name = "(?:svg|g|rect|title|text|tspan|path)";
    const attribute = ` [a-zA-Z][a-zA-Z-]*="(?:[^"<&]|&(?:amp|lt|gt|quot|#39);)*"`;
    const whole = new RegExp(`^(?:<${name}(?:${attribute})*/?>|</${name}>|&(?:amp|lt|gt|quot|#39);|[^<&])*$`, "u");
    const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
    fc.assert(
      fc.property(hostile, (text) => {
        const { snapshot, plan } = hostileStory(text);
        const { svg } = diagramSvg(diagram(snapshot, plan, "after"), { sentence: "", where: "", date: "" });
        expect(whole.test(svg)).toBe(true);
        expect(unseenFree(svg)).toBe(true);
        expect(svg).not.toMatch(/ (?:on\w+|href|src|style)="/);
        const titles = [...svg.matchAll(/<title>([^<]*)<\/title>/g)].map(([, title = ""]) =>
          title.replace(/&([^;]+);/g, (_, entity) => entities[entity] ?? ""),
        );
        expect(titles.some((title) => title.startsWith(visible(text || snapshot.vpc?.id || "")))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("stay where they are in the snapshot's tags, whatever their keys are called", () => {
    const { snapshot, plan } = hostileStory("x");
    expect(Object.keys(snapshot.vpc?.tags ?? {})).toEqual(["Name", "__proto__", "constructor", "x"]);
    expect(Object.getPrototypeOf(snapshot.vpc?.tags)).toBe(Object.prototype);
    expect(structuredClone(plan)).toEqual(plan);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});
