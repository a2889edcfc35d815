import { quotas, refusals } from "#lib/core/network/ec2-rules";
import type { Call, Rule } from "../call";
import { AUTHORIZE, requested, rulesOf } from "../permission";
import { awsPrefixLists } from "../prefix-lists";
import { refuse } from "../protocol/refuse";
import { items, text } from "../protocol/xml";

export const rulesPerGroup: Rule = {
  name: "A group has at most 60 rules in each direction; a prefix list counts as many as it may have entries",
  source: refusals.rulesPerGroup.source,
  actions: AUTHORIZE,
  async before(call) {
    const there = await rulesOf(call, call.params.get("GroupId") ?? "", call.action === "AuthorizeSecurityGroupEgress");
    const peers = [...there, ...requested(call.params)].map(({ peer }) => peer);
    const weights = peers.some((peer) => peer.startsWith("pl-"))
      ? await prefixListWeights(call)
      : new Map<string, number>();
    /** IPv4 and IPv6 count apart; groups and prefix lists count for both. */
    const count = (otherFamily: RegExp) =>
      peers.filter((peer) => !otherFamily.test(peer)).reduce((sum, peer) => sum + (weights.get(peer) ?? 1), 0);
    const most = quotas.rulesPerGroupAndDirection;
    if (count(IPV6) > most || count(IPV4) > most) refuse(refusals.rulesPerGroup, { most });
    return undefined;
  },
};

const IPV4 = /^\d+\./;
const IPV6 = /:/;

/** MaxEntries of the account's own lists; AWS's S3 and DynamoDB lists weigh one (VPC user guide, AWS-managed prefix lists). */
async function prefixListWeights(call: Call): Promise<Map<string, number>> {
  const response = await call.ask("DescribeManagedPrefixLists");
  return new Map([
    ...items(response, "prefixListSet").map((item): [string, number] => [
      text(item, "prefixListId"),
      Number(text(item, "maxEntries")) || 1,
    ]),
    ...awsPrefixLists(call.scope.region).map(({ id }): [string, number] => [id, 1]),
  ]);
}
