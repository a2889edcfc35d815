/** The pictures and papers: Mermaid and the change request. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FindingCode } from "#lib/core/format/finding-codes";
import { isVisible } from "#lib/core/text/untrusted";
import { FORMATS, render } from "./format";
import { markdown } from "./markdown";
import { block, code, inline } from "./markdown/escape";
import { mermaid } from "./mermaid";
import { planOf, reusePlan, storyPlan } from "./testing/plans";

describe("the flowchart", () => {
  const plan = storyPlan(["ecs", "s3"]);
  const [client] = plan.intent.clientSecurityGroupIds;
  const picture = mermaid(plan);
  const nodeOf = (text: string) => new RegExp(`(n\\d+)\\S*${text}`).exec(picture.replaceAll(" ", "_"))?.[1];

  it("has the client, the new group, an interface in each subnet and the gateway with its route table", () => {
    expect(picture).toContain(`n1{{"Security group<br/>${client}"}}:::kept`);
    expect(picture).toContain('{{"New security group<br/>postern-endpoints"}}:::new');
    for (const id of plan.intent.subnetIds) {
      expect(picture).toMatch(
        new RegExp(`subgraph s\\d\\["Subnet<br/>${id}"\\]\n +n\\d+\\["New endpoint for ecs"\\]:::new\n`),
      );
    }
    expect(picture).toContain(`${nodeOf("Route_table")} -->|"route"| ${nodeOf("New_endpoint_for_s3")}`);
  });

  it("leads from the client to the group, and by name from the endpoint to its service", () => {
    expect(picture).toContain(`n1 -->|"tcp 443"| ${nodeOf("New_security_group")}`);
    expect(picture).toContain(`-.->|"ecs.us-east-1.amazonaws.com"| ${nodeOf('"ecs"')}`);
    expect(picture).toContain(`${nodeOf("New_endpoint_for_s3")} -.->|"s3.us-east-1.amazonaws.com"|`);
  });

  it("says on which ports, ranges too", () => {
    const ports = mermaid(storyPlan(["logs"], { ports: { logs: [587, "8000-8010"] } })).match(/tcp [\d-]+/g);
    expect(ports).toEqual(["tcp 587", "tcp 8000-8010"]);
  });

  it("shows an endpoint that is added to as changed, with its new interface", () => {
    expect(mermaid(reusePlan())).toMatch(/n\d+\["Endpoint<br\/>vpce-\w+"\]:::changed/);
    expect(mermaid(reusePlan())).toMatch(/n\d+\["New interface of<br\/>vpce-\w+"\]:::new/);
  });
});

describe("the change request", () => {
  const plan = storyPlan(["ecs", "s3"]);
  const text = markdown(plan);

  it("has what, why, risks, cost, commands and how to undo it", () => {
    const titles = text.split("\n").filter((line) => line.startsWith("## "));
    expect(titles.map((line) => line.slice(3))).toEqual([
      "Findings",
      "Changes",
      "Picture",
      "DNS",
      "Reachability",
      "Cost",
      "How to apply",
      "How to undo",
    ]);
    for (const { id, operation, reason } of plan.changes)
      expect(text).toContain(`| \`${id}\` | \`${operation}\` | ${reason} |`);
    expect(text).toContain("$0.02 an hour, $14.60 a month, and $0.01 per GB. List prices of 2026-11-01.");
    expect(text).toContain(`--fingerprint ${plan.fingerprint} --yes`);
  });

  it("rolls the last change back first", () => {
    expect(text.slice(text.indexOf("## How to undo"))).toMatch(
      /^1\. Switch private DNS off again \(the endpoint of `create-endpoint-ecs`\)/m,
    );
    expect(markdown(reusePlan())).toMatch(
      /added to `vpce-\w+`: subnets `subnet-\w+`; groups the group of `create-security-group`\./,
    );
  });

  it("says what was not checked", () => {
    const unread = ["private hosted zones that resolve the same names (Route 53 returned <b>)"];
    expect(markdown(plan, unread)).toContain("## Not checked\n\n- private hosted zones that resolve the same names");
    expect(markdown(plan, unread)).not.toContain("<b>");
  });

  it("says when there is nothing to do", () => {
    expect(markdown(planOf([]))).toContain("There is nothing to do");
  });
});

describe("untrusted text in Markdown", () => {
  it("is no markup, HTML, link, mention or cell", () => {
    expect(inline("<b>*a*</b> [x](http://y) | `c` @me\n# $d$")).toBe(
      "&#60;b&#62;\\*a\\*&#60;/b&#62; `[x](http://y)` \\| \\`c\\` `@me\\n#` \\$d\\$",
    );
    expect(inline("fixes #12 and GH-3")).toBe("fixes `#12` and `GH-3`");
    expect(inline("- a")).toBe("\\- a");
    expect(inline("1. a")).toBe("1\\. a");
    expect(inline("www.evil.example")).toBe("`www.evil.example`");
  });

  it("cannot end the code that contains it", () => {
    expect(code("a`b``c")).toBe("```a`b``c```");
    expect(code("`a")).toBe("`` `a ``");
    expect(code("a|b")).toBe("a\\|b");
    expect(block("bash", "x\n````\ny")).toBe("`````bash\nx\n````\ny\n`````");
  });
});

const nasty = fc
  .array(
    fc.constantFrom(
      "|",
      "`",
      "```",
      "\n",
      "<img src=x onerror=a()>",
      "[a](b)",
      '"',
      "]",
      ")",
      "#",
      ";",
      "\u202e",
      "\u001b[2J",
      "end",
      "%%",
    ),
  )
  .map((parts) => parts.join(""));

describe("every format", () => {
  it("escapes untrusted text: nothing invisible, no broken table or label", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const finding = {
          code: text as FindingCode,
          severity: "warning" as const,
          summary: text,
          detail: text,
          resources: [text],
          fix: text,
        };
        const row = { name: text, service: text, before: text, after: text };
        const group = { operation: "CreateSecurityGroup" as const, kind: "create-security-group" as const };
        const input = {
          GroupName: text,
          Description: text,
          TagSpecifications: [{ Tags: [{ Key: text, Value: text }] }],
        };
        const plan = planOf([{ ...group, input, reason: text }], { findings: [finding], dns: [row] });
        for (const format of FORMATS) expect(isVisible(render(plan, format).replaceAll("\n", ""))).toBe(true);
        const rows = render(plan, "markdown")
          .split("\n")
          .filter((line) => line.startsWith("| "));
        const cells = rows.map((line) => line.replaceAll("\\\\", "").replaceAll("\\|", "").split("|").length);
        // Of two, four and seven columns: summary; changes and DNS; reachability.
        expect(new Set(cells)).toEqual(new Set([4, 6, 9]));
        const labels = render(plan, "mermaid").match(/"[^"\n]*"/g) ?? [];
        for (const label of labels) expect(label).toMatch(/^"(?:[\w .,:/()-]|<br\/>|#\d+;)*"$/);
      }),
    );
  });
});
