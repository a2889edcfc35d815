import { shortName } from "#lib/core/network/services/service";
import type { SecurityGroupId } from "#lib/core/network/snapshot";
import { type Face, face, type Item } from "../scene";
import { type AllowingRule, egressRule, egressRuleTo, type Target } from "./rules";
import { endpoints, type Story } from "./story";

const outFace = (passage: AllowingRule, to: string, state: Face["state"]): Face =>
  passage
    ? face(`out ${passage.ports}`, `to ${passage.peer}`, state, `Allows egress to ${to}.`)
    : face("out: no rule", `to ${to}`, "blocked", `No rule of the workload's group allows egress to ${to}.`);

/** The rules that allow a workload's egress: to each group of endpoints, and to each gateway endpoint's prefix list. */
export function outRules(story: Story, id: string, client: SecurityGroupId, all: readonly Target[]): Item[] {
  const wanted = [...story.services.values()].flatMap(({ name, type }) => (type === "Gateway" ? name : []));
  const gateways = endpoints(story, "Gateway").filter(({ is }) => wanted.includes(is.serviceName));
  const lists = story.after.prefixLists.flatMap((list) => {
    const of = gateways.filter(({ is }) => is.serviceName === list.name);
    return of.length > 0 ? [{ list, there: of.some(({ was }) => was) }] : [];
  });
  const rules = [
    ...all.map((target) => ({
      key: target.key,
      to: target.label,
      there: target.there,
      before: egressRule(story, "before", client, target),
      after: egressRule(story, "after", client, target),
    })),
    ...lists.map(({ list, there }) => ({
      key: list.id,
      to: `the ${shortName(list.name, story.after.region)} prefix list`,
      there,
      before: egressRuleTo(story, "before", client, list),
      after: egressRuleTo(story, "after", client, list),
    })),
  ];
  const same = (a: AllowingRule, b: AllowingRule) => a && b && a.ports === b.ports && a.peer === b.peer;
  const distinct = rules.filter(
    (rule, i) => !rules.slice(0, i).some((other) => same(other.before, rule.before) && same(other.after, rule.after)),
  );
  return distinct.map(({ key, to, there, before, after }) => {
    const added = !before && after !== null;
    return {
      id: `${id}/out/${key}`,
      kind: "rule",
      faces: {
        before: before || there ? outFace(before, to, "existing") : null,
        after: outFace(after, to, added ? "added" : "existing"),
      },
      changes: added ? story.changesOf(`egress:${client}`) : [],
      children: [],
    };
  });
}
