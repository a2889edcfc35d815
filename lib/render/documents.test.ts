/** The pictures and papers: Mermaid and the change request. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FindingCode } from "#lib/core/format/finding-codes";
import { isVisible } from "#lib/core/text/untrusted";
import { documentContext, NO_CONTEXT } from "./document-context";
import { FORMATS, render } from "./format";
import { markdown } from "./markdown";
import { block, code, inline } from "./markdown/escape";
import { mermaid } from "./mermaid";
import { planOf, reusePlan, shopPlan, storyPlan } from "./testing/plans";

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

  it("has what, why, risks, impact, cost, commands, verification and how to undo it", () => {
    const titles = text.split("\n").filter((line) => line.startsWith("## "));
    expect(titles.map((line) => line.slice(3))).toEqual([
      "Findings",
      "Impact and maintenance window",
      "Changes",
      "Picture",
      "DNS",
      "Reachability",
      "Cost",
      "How to apply",
      "Verification",
      "How to undo",
    ]);
    for (const { id, operation, reason } of plan.changes)
      expect(text).toContain(`| \`${operation}\` | ${reason} | \`${id}\` |`);
    expect(text).toContain("$0.02 an hour, $14.60 a month, and $0.01 per GB. List prices of 2026-11-01.");
    expect(text).toContain(`--fingerprint ${plan.fingerprint} --yes`);
  });

  it("is titled and tabled by names, with ids beside them", () => {
    const { snapshot, plan: named } = shopPlan(["ecs", "logs"]);
    const request = markdown(named, documentContext(snapshot, named));
    const [title] = request.split("\n");
    expect(title).toBe("# Change request: Give shop-tasks ecs and logs in shop");
    expect(request).toMatch(/\| Workloads \| shop-tasks `sg-\w+` \|/);
    expect(request).toMatch(
      /\| shop-tasks `sg-\w+` \| private-a `subnet-\w+`, private-b `subnet-\w+` \| `ecs`, `logs` \|/,
    );
    expect(request).toContain("**Purpose:** shop-tasks reach ecs and logs privately");
    expect(request).toContain("Allow egress on tcp 443 from shop-tasks");
  });

  it("says what applying interrupts", () => {
    expect(text).toMatch(/\*\*S3 connections break once\*\*, at change \d+ \(Create gateway endpoint s3\)/);
    expect(text).toContain("Maintenance window: outside busy hours");
    const quiet = markdown(storyPlan(["ecs"]));
    expect(quiet).not.toContain("break once");
    expect(quiet).toContain("no change interrupts a connection");
  });

  it("names blocked as the risk, and no field of an intent or code of a finding before the words", () => {
    const { snapshot, plan: blocked } = shopPlan(["ecs", "logs"], { withOthers: true });
    const request = markdown(blocked, documentContext(snapshot, blocked));
    expect(request).toMatch(/\| Risk \| \*\*Blocked\*\* by 1 finding/);
    expect(request).not.toMatch(/admitVpcCidrs|acceptedRisks/);
    expect(request.match(/blast-radius/g)).toHaveLength(1);
    expect(request).toContain("Allow these workloads in the review as well");
  });

  it("has no table without a head, and fits into a comment on GitHub with 28 services", () => {
    const names = Array.from({ length: 28 }, (_, at) => `service-${at + 1}`);
    const { snapshot, plan: large } = shopPlan(names, { withOthers: true });
    expect(large.changes.length).toBeGreaterThan(56);
    const request = markdown(large, documentContext(snapshot, large));
    expect(request.length).toBeLessThan(60_000);
    expect(request).not.toMatch(/^\|(?: *\|)+$/m);
    const long = request.split("\n").filter((line) => line.length > 60 && !line.startsWith("|"));
    const repeated = long.filter((line, at) => long.indexOf(line) !== at);
    expect(repeated).toEqual([]);
    expect(request).toContain("`postern.sh`");
    expect(request).not.toContain("#!/");
  });

  it("rolls the last change back first, by commands", () => {
    const undo = text.slice(text.indexOf("## How to undo"));
    const steps = undo.match(/^\d\. .*$/gm) ?? [];
    expect(steps.map((step) => step.slice(3, 24))).toEqual(
      [
        "Turn private DNS off, ",
        "Delete the endpoints t",
        "Revoke the rules that ",
        "Delete the group `post",
        "Turn DNS hostnames off",
      ].map((step) => step.slice(0, 21)),
    );
    expect(undo).toContain("npx postern rollback RUN --yes");
    expect(undo).toContain("delete-vpc-endpoints");
    expect(markdown(reusePlan())).toMatch(
      /modify-vpc-endpoint --region us-east-1 --vpc-endpoint-id vpce-\w+ --remove-subnet-ids subnet-\w+/,
    );
  });

  it("says what was not checked", () => {
    const unread = ["private hosted zones that resolve the same names (Route 53 returned <b>)"];
    const context = { ...NO_CONTEXT, notChecked: unread };
    expect(markdown(plan, context)).toContain("## Not checked\n\n- private hosted zones that resolve the same names");
    expect(markdown(plan, context)).not.toContain("<b>");
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
        const row = { name: text, service: text, before: text, after: `${text}|` };
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
        // Of two, three, five and seven columns: summary; DNS; changes; reachability.
        expect(new Set(cells)).toEqual(new Set([4, 5, 7, 9]));
        const labels = render(plan, "mermaid").match(/"[^"\n]*"/g) ?? [];
        for (const label of labels) expect(label).toMatch(/^"(?:[\w .,:/()-]|<br\/>|#\d+;)*"$/);
      }),
    );
  });
});
