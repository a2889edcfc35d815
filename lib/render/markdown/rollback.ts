import type { Change, Plan } from "#lib/core/format/plan-format";
import { referencesIn, scriptRunId } from "#lib/core/format/requests";
import { visible } from "#lib/core/text/untrusted";
import { word } from "../cli/words";
import { block, code } from "./escape";

type Region = Pick<Plan, "region">;

/** A step of a manual rollback: what is done, and the commands. */
type Manual = { words: string; commands: string[] };

/** A text as one word of a shell, with nothing invisible in it. */
const shown = (text: string): string => word(visible(text));

const BY_RUN = '--filters "Name=tag:postern:run,Values=$RUN"';
const isCreated = (id: unknown): boolean => referencesIn(String(id)).length > 0;

function namesOff(changes: readonly Change[], { region }: Region): Manual[] {
  const named = changes.filter(({ input }) => input.PrivateDnsEnabled === true);
  if (named.length === 0) return [];
  const existing = named.map(({ input }) => input.VpcEndpointId).filter((id) => id !== undefined && !isCreated(id));
  const own = `$(aws ec2 describe-vpc-endpoints --region ${shown(region)} ${BY_RUN} --query 'VpcEndpoints[?VpcEndpointType==\`Interface\`].VpcEndpointId' --output text)`;
  const of = [...existing.map((id) => shown(String(id))), ...(existing.length < named.length ? [own] : [])].join(" ");
  return [
    {
      words: "Turn private DNS off, and wait a minute, until clients no longer use the private addresses.",
      commands: [
        `for id in ${of}; do aws ec2 modify-vpc-endpoint --region ${shown(region)} --vpc-endpoint-id "$id" --no-private-dns-enabled; done`,
        "sleep 60",
      ],
    },
  ];
}

const REMOVALS = [
  ["AddSubnetIds", "--remove-subnet-ids"],
  ["AddSecurityGroupIds", "--remove-security-group-ids"],
  ["AddRouteTableIds", "--remove-route-table-ids"],
] as const;

function modifiedBack(changes: readonly Change[], { region }: Region): Manual[] {
  return changes.flatMap(({ kind, input }) => {
    if (kind !== "modify-endpoint") return [];
    const options = REMOVALS.flatMap(([field, option]) => {
      const ids = (Array.isArray(input[field]) ? input[field] : [])
        .filter((id) => !isCreated(id))
        .map((id) => shown(String(id)))
        .join(" ");
      return ids ? [`${option} ${ids}`] : [];
    });
    const id = String(input.VpcEndpointId);
    const policy =
      input.PolicyDocument === undefined ? "" : " Set its policy to what it was: Postern's run records it.";
    return [
      {
        words: `Remove what was added to the endpoint ${code(id)}.${policy}`,
        commands:
          options.length > 0
            ? [
                `aws ec2 modify-vpc-endpoint --region ${shown(region)} --vpc-endpoint-id ${shown(id)} ${options.join(" ")}`,
              ]
            : [],
      },
    ];
  });
}

function deletions(changes: readonly Change[], { region }: Region): Manual[] {
  if (!changes.some(({ kind }) => kind === "create-endpoint")) return [];
  return [
    {
      words: "Delete the endpoints that carry the run's tag, gateway routes with them.",
      commands: [
        `aws ec2 delete-vpc-endpoints --region ${shown(region)} --vpc-endpoint-ids $(aws ec2 describe-vpc-endpoints --region ${shown(region)} ${BY_RUN} --query 'VpcEndpoints[].VpcEndpointId' --output text)`,
      ],
    },
  ];
}

function revocations(changes: readonly Change[], { region }: Region): Manual[] {
  const directions = (["egress", "ingress"] as const).filter((one) =>
    changes.some(({ kind }) => kind === `authorize-${one}`),
  );
  if (directions.length === 0) return [];
  return [
    {
      words: "Revoke the rules that carry the run's tag, group by group.",
      commands: directions.map(
        (direction) =>
          `aws ec2 describe-security-group-rules --region ${shown(region)} ${BY_RUN} --query 'SecurityGroupRules[?IsEgress==\`${direction === "egress"}\`].[GroupId,SecurityGroupRuleId]' --output text | while read -r group rule; do aws ec2 revoke-security-group-${direction} --region ${shown(region)} --group-id "$group" --security-group-rule-ids "$rule"; done`,
      ),
    },
  ];
}

function groupDeletion(changes: readonly Change[], { region }: Region): Manual[] {
  return changes.flatMap(({ kind, input }) =>
    kind === "create-security-group"
      ? [
          {
            words: `Delete the group ${code(String(input.GroupName))} when the endpoints' interfaces are gone, which takes up to 10 minutes.`,
            commands: [
              `aws ec2 delete-security-group --region ${shown(region)} --group-id $(aws ec2 describe-security-groups --region ${shown(region)} ${BY_RUN} --query 'SecurityGroups[].GroupId' --output text)`,
            ],
          },
        ]
      : [],
  );
}

const ATTRIBUTES = [
  ["enable-dns-hostnames", "--no-enable-dns-hostnames"],
  ["enable-dns-support", "--no-enable-dns-support"],
] as const;

function attributesOff(changes: readonly Change[], { region, vpcId }: Pick<Plan, "region" | "vpcId">): Manual[] {
  return ATTRIBUTES.flatMap(([kind, option]) =>
    changes.some((change) => change.kind === kind)
      ? [
          {
            words: `Turn ${kind === "enable-dns-support" ? "DNS resolution" : "DNS hostnames"} off again, if nothing else in the VPC needs it by now.`,
            commands: [`aws ec2 modify-vpc-attribute --region ${shown(region)} --vpc-id ${shown(vpcId)} ${option}`],
          },
        ]
      : [],
  );
}

/** How to undo a plan: by Postern, and manually, the last change first. Markdown. */
export function rollbackParts(plan: Plan): string[] {
  const { changes } = plan;
  const steps = [namesOff, modifiedBack, deletions, revocations, groupDeletion].flatMap((part) => part(changes, plan));
  const all = [...steps, ...attributesOff(changes, plan)];
  return [
    `With Postern, which first shows what it will undo and who loses access, and verifies the account afterwards:`,
    block("bash", "npx postern rollback RUN\nnpx postern rollback RUN --yes"),
    `Or manually, in this order. ${code("RUN")} is the id of Postern's run; of the attached script it is ${code(scriptRunId(plan))}.`,
    all.map(({ words: what }, at) => `${at + 1}. ${what}`).join("\n"),
    block(
      "bash",
      [
        "RUN=run-…",
        ...all.flatMap(({ commands }, at) => (commands.length > 0 ? [`# ${at + 1}`, ...commands] : [])),
      ].join("\n"),
    ),
  ];
}
