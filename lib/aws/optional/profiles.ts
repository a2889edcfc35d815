import type { ProfileRef, Read, VpcId } from "#lib/core/network/snapshot";
import type { Target } from "#lib/core/run/target";
import { attempt, type Caller, type Service, unlessRefused } from "./attempt";
import {
  ListProfileAssociationsCommand,
  ListProfileResourceAssociationsCommand,
  type ProfileAssociation,
  type ProfileResource,
  route53ProfilesClient,
} from "./client-route53profiles";
import { allPages } from "./pages";

const PROFILES: Service = {
  id: "route53profiles",
  name: "Route 53 Profiles",
  actions: "route53profiles:ListProfileAssociations and route53profiles:ListProfileResourceAssociations",
};

/** A Profile that is associated with the VPC, and the ids of what it brings. */
export type ProfileContent = {
  profile: ProfileRef;
  /** With the account whose association it is: only its owner can associate a zone. */
  zones: { id: string; owner: string | null }[];
  ruleIds: string[];
  /** In the order in which they apply. */
  ruleGroups: { id: string; name: string; priority: number }[];
  endpointIds: string[];
  /** What is in it could not be listed. */
  unlisted: boolean;
};

/** Of associations: those that are in effect, or may be. */
const OVER = new Set(["DELETED", "FAILED"]);

/** The Profiles of a VPC, the one that wins first (Route 53 developer guide, How Route 53 Profile settings are prioritized). */
export function readProfiles(target: Target, vpcId: VpcId): Promise<Read<ProfileContent[]>> {
  return attempt(target, PROFILES, async (caller) => {
    const client = route53ProfilesClient(caller.config);
    const options = { abortSignal: caller.abortSignal };
    try {
      const associated = await allPages(
        (paging) => client.send(new ListProfileAssociationsCommand({ ...paging, ResourceId: vpcId }), options),
        (page) => page.ProfileAssociations,
      );
      const here = associated.filter(
        ({ ResourceId = "", Status = "" }) => ResourceId.endsWith(vpcId) && !OVER.has(Status),
      );
      const contents: ProfileContent[] = [];
      for (const association of here.toSorted((a, b) => priorityOf(a) - priorityOf(b))) {
        const ProfileId = association.ProfileId ?? "";
        const list = () =>
          allPages(
            (paging) => client.send(new ListProfileResourceAssociationsCommand({ ...paging, ProfileId }), options),
            (page) => page.ProfileResourceAssociations,
          );
        contents.push(contentOf(association, await inTime(caller, list)));
      }
      return contents;
    } finally {
      client.destroy();
    }
  });
}

const inTime = <T>({ hasTime }: Caller, call: () => Promise<T>): Promise<T | null> =>
  hasTime() ? unlessRefused(call) : Promise.resolve(null);

/** A VPC's only Profile may have none. */
const priorityOf = ({ Priority = 0 }: ProfileAssociation): number => Priority;

function contentOf(association: ProfileAssociation, listed: ProfileResource[] | null): ProfileContent {
  const { ProfileId = "", Name = "" } = association;
  const resources = (listed ?? []).filter(({ Status = "" }) => !OVER.has(Status));
  const ids = (pattern: RegExp): string[] =>
    resources.flatMap(({ ResourceArn = "" }) => pattern.exec(ResourceArn)?.[1] ?? []);
  return {
    profile: { id: ProfileId, name: Name, priority: priorityOf(association) },
    zones: resources.flatMap(({ ResourceArn = "", OwnerId }) => {
      const id = /:hostedzone\/(.+)$/.exec(ResourceArn)?.[1];
      return id ? [{ id, owner: OwnerId ?? null }] : [];
    }),
    ruleIds: ids(/:resolver-rule\/(.+)$/),
    ruleGroups: resources
      .flatMap(({ ResourceArn = "", ResourceProperties, Name: name = "" }) => {
        const id = /:firewall-rule-group\/(.+)$/.exec(ResourceArn)?.[1];
        return id ? [{ id, name, priority: priorityIn(ResourceProperties) }] : [];
      })
      .sort((a, b) => a.priority - b.priority),
    endpointIds: ids(/:vpc-endpoint\/(.+)$/),
    unlisted: listed === null,
  };
}

/** `{"priority": 102}` */
function priorityIn(properties = ""): number {
  return Number(/"priority"\s*:\s*"?(\d+)/i.exec(properties)?.[1] ?? 0);
}
