/**
 * Route 53 Profiles, as much of it as Postern reads. The SDK's own client for it is not in every package registry. Services that
 * use AWS REST JSON differ in their address, their paths and their shapes only: so this is the client of Access Analyzer with
 * those of Profiles. Signing, retries and people's settings stay the SDK's.
 */
import {
  $Command,
  AccessAnalyzerClient,
  type AccessAnalyzerClientConfig,
  type AccessAnalyzerClientResolvedConfig,
  ValidatePolicyCommand,
} from "@aws-sdk/client-accessanalyzer";
import type { Client } from "@smithy/core/client";
import { getEndpointPlugin } from "@smithy/core/endpoints";
import { dnsSuffix, dualStackSuffix } from "#lib/core/network/services/partition";
import type { Paging } from "./pages";

const NAMESPACE = "com.amazonaws.route53profiles";

/** The kinds of Smithy's schemas: an operation, a structure, and a document, which is JSON of any shape. */
const [OPERATION, STRUCTURE, DOCUMENT] = [9, 3, 15] as const;
const [TEXT, NUMBER] = [0, 1] as const;

/** A member of a structure, and where in the request it goes. */
type Member = [typeof TEXT | typeof NUMBER | typeof DOCUMENT, { httpQuery?: string; httpLabel?: 1 }];
type Members = Readonly<Record<string, Member>>;

/** Route 53 Profiles API reference, ProfileAssociation. `Priority`: from 100 to 9900, the lowest first. */
export type ProfileAssociation = {
  Name?: string;
  ProfileId?: string;
  ResourceId?: string;
  Status?: string;
  Priority?: number;
};

/** Route 53 Profiles API reference, ProfileResourceAssociation. `ResourceProperties` of a rule group: `{"priority": 102}`. */
export type ProfileResource = {
  Name?: string;
  OwnerId?: string;
  ResourceArn?: string;
  ResourceProperties?: string;
  Status?: string;
};

const PAGING: Members = {
  MaxResults: [NUMBER, { httpQuery: "maxResults" }],
  NextToken: [TEXT, { httpQuery: "nextToken" }],
};

export const ListProfileAssociationsCommand = command<
  Paging & { ResourceId: string },
  { ProfileAssociations?: ProfileAssociation[]; NextToken?: string }
>("ListProfileAssociations", "/profileassociations", "ProfileAssociations", {
  ResourceId: [TEXT, { httpQuery: "resourceId" }],
});

export const ListProfileResourceAssociationsCommand = command<
  Paging & { ProfileId: string },
  { ProfileResourceAssociations?: ProfileResource[]; NextToken?: string }
>(
  "ListProfileResourceAssociations",
  "/profileresourceassociations/profileid/{ProfileId}",
  "ProfileResourceAssociations",
  { ProfileId: [TEXT, { httpLabel: 1 }] },
);

type Metadata = { $metadata: object };

/** Its commands are those above: by its type the client knows Access Analyzer's only. */
export function route53ProfilesClient(
  config: AccessAnalyzerClientConfig,
): Client<{ abortSignal?: AbortSignal }, object, Metadata, AccessAnalyzerClientResolvedConfig> {
  const client: unknown = new AccessAnalyzerClient({
    ...config,
    serviceId: "Route53Profiles",
    protocolSettings: { defaultNamespace: NAMESPACE },
    endpointProvider: ({ Endpoint, Region = "", UseFIPS = false, UseDualStack = false }) => ({
      url: new URL(Endpoint ?? address(Region, UseFIPS, UseDualStack)),
      properties: {
        authSchemes: [{ name: "sigv4", signingName: "route53profiles", signingRegion: Region, properties: {} }],
      },
    }),
  });
  return client as ReturnType<typeof route53ProfilesClient>;
}

/** AWS General Reference, Route 53 endpoints: Profiles. */
function address(region: string, fips: boolean, dualStack: boolean): string {
  return `https://route53profiles${fips ? "-fips" : ""}.${region}.${(dualStack ? dualStackSuffix : dnsSuffix)(region)}`;
}

function command<Input extends object, Output extends object>(
  operation: string,
  path: string,
  list: string,
  members: Members,
) {
  const request = structure(`${operation}Request`, { ...PAGING, ...members });
  const response = structure(`${operation}Response`, { [list]: [DOCUMENT, {}], NextToken: [TEXT, {}] });
  return $Command
    .classBuilder<Input, Output & Metadata, AccessAnalyzerClientResolvedConfig>()
    .ep(ValidatePolicyCommand.getEndpointParameterInstructions())
    .m((Command, _, config) => [getEndpointPlugin(config, Command.getEndpointParameterInstructions())])
    .s("Route53Profiles", operation)
    .n("Route53ProfilesClient", `${operation}Command`)
    .sc([OPERATION, NAMESPACE, operation, { http: ["GET", path, 200] }, request, response])
    .build();
}

function structure(name: string, members: Members): [typeof STRUCTURE, string, string, 0, string[], Member[]] {
  return [STRUCTURE, NAMESPACE, name, 0, Object.keys(members), Object.values(members)];
}
