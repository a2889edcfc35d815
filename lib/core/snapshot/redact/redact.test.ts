import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Plan } from "#lib/core/format/plan-format";
import type { Intent } from "#lib/core/intent/intent";
import type { Read, Snapshot } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import { accountAndIntent } from "#lib/core/testing/arbitrary";
import { tinyIntents } from "#lib/core/testing/tiny-intents";
import { tinyNetworks } from "#lib/core/testing/tiny-network";
import { readSnapshotFile, snapshotFile } from "../snapshot-file";
import { redactedDomain } from "./domains";
import { redacted, redactor } from "./redact";

const KEY = "a key of this test";

type Redactor = ReturnType<typeof redactor>;

const isAddress = (text: string) => /^[\da-f:.]+(?:\/\d+)?$/i.test(text) && /[.:]/.test(text);

/** A document about a snapshot, with what the snapshot has become. */
function mapped(value: unknown, w: Redactor): unknown {
  if (typeof value === "string") return isAddress(value) ? w.address(value) : w.ids(value);
  if (Array.isArray(value)) return value.map((one) => mapped(one, w));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [w.ids(name), mapped(member, w)]));
}

/** Of a plan, all but words: what it changes, finds, resolves, reaches and costs. */
function facts({ changes, findings, dns, reachability, cost }: Plan) {
  return {
    changes: changes.map(({ id, kind, operation, dependsOn, until, reversible, input }) => {
      const { TagSpecifications, GroupName, Description, ...rest } = input;
      return { id, kind, operation, dependsOn, until, reversible, input: rest };
    }),
    findings: findings.map(({ code, severity, resources }) => ({ code, severity, resources })),
    dns,
    reachability: reachability.map(({ blockedBy, ...row }) => ({
      ...row,
      blockedBy: [blockedBy.before.length, blockedBy.after.length],
    })),
    cost,
  };
}

type Facts = ReturnType<typeof facts>;

const sorted = ({ findings, ...rest }: Facts) => ({
  ...rest,
  findings: findings.map((finding) => ({ ...finding, resources: [...finding.resources].sort() })),
});

/** Ids beyond EC2, which have no prefix to keep. */
function namesIn({ hostedZones, resolverRules, profiles, dnsFirewall }: Snapshot): Set<string> {
  const of = <T>(read: Read<T[]> | undefined, id: (one: T) => string) =>
    read?.state === "read" ? read.value.map(id) : [];
  return new Set([
    ...of(hostedZones, ({ id }) => id),
    ...of(resolverRules, ({ id }) => id),
    ...of(profiles, ({ id }) => id),
    ...of(dnsFirewall, ({ ruleGroupId }) => ruleGroupId),
  ]);
}

const throughFile = (snapshot: Snapshot, isRedacted: boolean): Snapshot => {
  const read = readSnapshotFile(JSON.parse(JSON.stringify(snapshotFile(snapshot, isRedacted))));
  if (!read.ok) throw new Error(read.problems.join("\n"));
  return read.file.snapshot;
};

const tiny = tinyNetworks.chain(({ before }) => tinyIntents.map((intent) => ({ snapshot: before, intent })));

describe.each([
  ["accounts", accountAndIntent],
  ["tiny networks", tiny],
])("random %s", (_, arbitrary) => {
  it("are planned from a file as from the account", () => {
    fc.assert(
      fc.property(arbitrary, ({ snapshot, intent }) => {
        expect(plan(throughFile(snapshot, false), intent)).toEqual(plan(snapshot, intent));
      }),
      { numRuns: 100 },
    );
  });

  it("are planned alike without what identifies them", () => {
    fc.assert(
      fc.property(arbitrary, ({ snapshot, intent }) => {
        const w = redactor(snapshot, KEY);
        const without = throughFile(redacted(snapshot, KEY), true);
        const itsIntent = mapped(intent, w) as Intent;
        const expected = facts(plan(snapshot, intent));
        const named = namesIn(snapshot);
        const withoutNames = {
          ...expected,
          dns: expected.dns.map((row) => ({ ...row, name: redactedDomain(row.name, w) })),
          findings: expected.findings.map((finding) => ({
            ...finding,
            resources: finding.resources.map((one) => (named.has(one) ? w.name(one) : one)),
          })),
        };
        expect(sorted(facts(plan(without, itsIntent)))).toEqual(sorted(mapped(withoutNames, w) as Facts));
      }),
      { numRuns: 100 },
    );
  });
});

describe("what identifies an account", () => {
  const SECRET = ["acme", "3f9d2c1b7a6e5d4c3", "987654321098", "payroll", "10.77.", "81.2.69.", "Z0987654321ACME"];

  /** An account with its own words wherever there is room for some. */
  function telling(): Snapshot {
    const tags = { Name: "acme-payroll", owner: "acme" };
    const ownerId = "987654321098";
    const profile = { id: "rp-3f9d2c1b7a6e5d4c3", name: "acme central", priority: 100 };
    const read = <T>(value: T) => ({ state: "read" as const, value });
    return {
      accountId: ownerId,
      region: "us-east-1",
      vpc: {
        id: "vpc-3f9d2c1b7a6e5d4c3",
        ownerId,
        cidrs: ["10.77.0.0/16"],
        ipv6Cidrs: [],
        enableDnsSupport: true,
        enableDnsHostnames: true,
        domainNameServers: ["10.77.0.2", "81.2.69.142"],
        isDefault: false,
        tags,
      },
      subnets: [
        {
          id: "subnet-3f9d2c1b7a6e5d4c3",
          ownerId,
          availabilityZone: "us-east-1a",
          availabilityZoneId: "use1-az1",
          cidr: "10.77.1.0/24",
          ipv6Cidrs: [],
          availableIpAddressCount: 250,
          mapPublicIpOnLaunch: false,
          tags,
        },
      ],
      routeTables: [
        {
          id: "rtb-3f9d2c1b7a6e5d4c3",
          main: true,
          subnetIds: [],
          routes: [
            { destination: "81.2.69.0/24", target: "vpn-gateway", targetId: "vgw-3f9d2c1b7a6e5d4c3", active: true },
            {
              destination: "pl-3f9d2c1b7a6e5d4c3",
              target: "nat-gateway",
              targetId: "nat-3f9d2c1b7a6e5d4c3",
              active: true,
            },
          ],
          tags,
        },
      ],
      networkAcls: [{ id: "acl-3f9d2c1b7a6e5d4c3", isDefault: true, subnetIds: [], entries: [], tags }],
      securityGroups: [
        {
          id: "sg-3f9d2c1b7a6e5d4c3",
          name: "acme-payroll",
          description: "of acme",
          ownerId,
          ingress: [
            {
              protocol: "tcp",
              ports: { from: 443, to: 443 },
              peer: { kind: "ipv4", cidr: "81.2.69.142/32" },
              description: "payroll",
            },
            { protocol: "-1", ports: null, peer: { kind: "prefix-list", prefixListId: "pl-3f9d2c1b7a6e5d4c3" } },
          ],
          egress: [],
          tags,
        },
      ],
      networkInterfaces: [
        "AWS Lambda VPC ENI-acme-payroll-6b1f3a0c-77aa-4c1e-8f43-1d2c3b4a5f07",
        "arn:aws:ecs:us-east-1:987654321098:attachment/acme",
        "ELB app/acme-payroll/50dc6c495c0c9188",
        "acme's own",
      ].map((description, at) => ({
        id: `eni-3f9d2c1b7a6e5d4c${at}` as const,
        subnetId: "subnet-3f9d2c1b7a6e5d4c3",
        securityGroupIds: ["sg-3f9d2c1b7a6e5d4c3"],
        addresses: [{ address: "10.77.1.9", publicAddress: "81.2.69.143" }],
        prefixes: [],
        ipv6Addresses: [],
        interfaceType: "interface",
        description,
        requesterId: ownerId,
        ownerId,
        status: "in-use",
        instanceId: "i-3f9d2c1b7a6e5d4c3",
        tags,
      })),
      endpoints: [
        {
          id: "vpce-3f9d2c1b7a6e5d4c3",
          type: "Interface",
          serviceName: "com.amazonaws.vpce.us-east-1.vpce-svc-3f9d2c1b7a6e5d4c3",
          state: "available",
          subnetIds: [],
          securityGroupIds: [],
          routeTableIds: [],
          networkInterfaceIds: [],
          privateDnsEnabled: false,
          privateDnsOnlyForInboundResolverEndpoint: false,
          ipAddressType: "ipv4",
          dnsNames: ["vpce-3f9d2c1b7a6e5d4c3-acmeacme.s3.us-east-1.vpce.amazonaws.com"],
          policy: {
            Version: "2012-10-17",
            Statement: [
              {
                Sid: "acme",
                Effect: "Allow",
                Principal: { AWS: "arn:aws:iam::987654321098:role/payroll" },
                Action: "s3:GetObject",
                Resource: ["arn:aws:s3:::acme-payroll/*", "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*"],
                Condition: {
                  StringEquals: { "aws:PrincipalOrgID": "o-acme", "aws:SourceVpc": "vpc-3f9d2c1b7a6e5d4c3" },
                },
              },
            ],
          },
          requesterManaged: false,
          ownerId,
          tags,
        },
      ],
      services: [
        {
          name: "com.amazonaws.vpce.us-east-1.vpce-svc-3f9d2c1b7a6e5d4c3",
          type: "Interface",
          availabilityZones: ["us-east-1a"],
          privateDnsNames: ["payroll.acme.example"],
          policySupported: true,
          acceptanceRequired: false,
          ipAddressTypes: ["ipv4"],
          owner: ownerId,
        },
      ],
      prefixLists: [
        { id: "pl-3f9d2c1b7a6e5d4c3", name: "acme offices", ownerId, entries: ["81.2.69.0/25"], maxEntries: 5 },
      ],
      elsewhere: { "subnet-3f9d2c1b7a6e5d4c4": "vpc-3f9d2c1b7a6e5d4c5" },
      hostedZones: read([
        {
          id: "Z0987654321ACME",
          name: "acme.example",
          owningService: null,
          owningAccount: ownerId,
          records: [{ name: "payroll.acme.example", type: "A", values: ["10.77.1.9"], alias: "acme.example" }],
          profile,
        },
      ]),
      resolverRules: read([
        {
          id: "rslvr-rr-acme",
          name: "acme",
          type: "FORWARD",
          domain: "corp.acme.example",
          targets: ["81.2.69.1"],
          profile,
        },
      ]),
      profiles: read([
        { ...profile, endpointIds: ["vpce-3f9d2c1b7a6e5d4c9"], endpointServices: {}, incomplete: "acme's is hidden" },
      ]),
      dnsFirewall: read([
        {
          ruleGroupId: "rslvr-frg-acme",
          ruleGroupName: "acme",
          name: "payroll",
          action: "BLOCK" as const,
          domains: ["*.acme.example"],
          profile,
        },
      ]),
      quotas: { state: "skipped", why: "There are no AWS credentials of profile acme" },
    } as Snapshot;
  }

  it("is gone: ids, accounts, names, tags, descriptions, addresses", () => {
    const before = JSON.stringify(telling());
    for (const secret of SECRET) expect(before).toContain(secret);
    const after = JSON.stringify(throughFile(redacted(telling(), KEY), true));
    expect(SECRET.filter((secret) => after.includes(secret))).toEqual([]);
  });

  it("stays told apart: the same has the same token, and what is of AWS stays", () => {
    const { routeTables, securityGroups, prefixLists, endpoints, networkInterfaces } = redacted(telling(), KEY);
    const [list] = prefixLists;
    expect(routeTables[0]?.routes[1]?.destination).toBe(list?.id);
    expect(securityGroups[0]?.ingress[1]?.peer).toEqual({ kind: "prefix-list", prefixListId: list?.id });
    expect(JSON.stringify(endpoints[0]?.policy)).toContain("starport-layer-bucket");
    expect(networkInterfaces.map(({ description }) => description.split(/[/-]/)[0])).toEqual([
      "AWS Lambda VPC ENI",
      expect.stringMatching(/^arn:aws:ecs:us$/),
      "ELB app",
      "",
    ]);
  });
});
