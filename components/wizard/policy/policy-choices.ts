/** What there is to choose for the policy of one endpoint, and what a choice does to the draft. */

import type { Option } from "#components/ui/select";
import { servicesFor } from "#lib/core/intent/catalogue";
import type { Draft, PolicyChoice } from "#lib/core/intent/draft";
import { mayModify } from "#lib/core/network/services/endpoint";
import { findService } from "#lib/core/network/services/service";
import type { NetworkInterface, Snapshot, VpcEndpoint } from "#lib/core/network/snapshot";
import { endpointsOf } from "#lib/core/planning/desired";
import { samePolicy } from "#lib/core/policy/policy";
import { emptyPreset, readPreset, recognizePreset } from "#lib/core/policy/preset-fields";
import { type PresetName, presetPolicy, presetsFor } from "#lib/core/policy/presets";
import { escapedJson } from "#lib/core/text/untrusted";

/** `none`: no policy is asked for. */
export type Chosen = "none" | "own" | PresetName;

const presetWords: Readonly<Record<PresetName, { label: string; hint: string }>> = {
  full: { label: "Full access", hint: "Everybody, every action" },
  account: { label: "This account only", hint: "Calls by its own roles and users" },
  organization: { label: "This organization only", hint: "Calls by roles and users of its accounts" },
  "ecs-read-only": { label: "Read-only ECS", hint: "Describe and list, change nothing" },
  "ecs-cluster": { label: "One cluster", hint: "With its services, tasks and container instances" },
  "ecr-pull": { label: "Pull named repositories", hint: "Log in and pull, nothing else" },
  "ecr-layers": { label: "Image layers of ECR only", hint: "The Region's bucket of layers, no other" },
};

/** One chosen service, as its policy sees it. */
export type PolicyService = {
  /** As the draft writes it. */
  service: string;
  key: string;
  gateway: boolean;
  /** Tasks read image layers through it. */
  servesLayers: boolean;
  /** The endpoint that already exists and would be used. */
  existing: VpcEndpoint | null;
  /** Why it can have no policy of ours; null when it can. */
  fixed: string | null;
};

/** The draft's services, each with what its policy depends on. */
export function policyServices(draft: Draft, snapshot: Snapshot): PolicyService[] {
  const services = servicesFor(draft).map(({ service }) => service);
  const found = services.map((service) => ({ service, found: findService(snapshot, service) }));
  const pulls = found.some(({ found }) => found?.key === "ecr.dkr" || found?.key === "ecr.api");
  return found.map(({ service, found }) => {
    const existing = found ? (endpointsOf(snapshot, found)[0] ?? null) : null;
    const key = found?.key ?? service;
    return {
      service,
      key,
      gateway: found?.offer.type === "Gateway",
      servesLayers: pulls && key === "s3",
      existing,
      fixed:
        found?.offer.policySupported === false
          ? "This service takes no endpoint policy."
          : existing && !mayModify(existing, snapshot)
            ? `${existing.id} is not this account's to change: its policy stays.`
            : null,
    };
  });
}

export function chosenOf(policy: PolicyChoice | undefined): Chosen {
  if (policy?.own) return "own";
  return policy?.preset && !policy.none ? policy.preset.name : "none";
}

/** What an endpoint has that was given no policy (VPC user guide, default endpoint policy). */
const AWS_DEFAULT = { Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }] };

/** The display name of an endpoint's policy: the preset's name, or that it is a custom one. */
export function policyName(policy: unknown, region: string): string {
  if (policy === null || samePolicy(policy, AWS_DEFAULT)) return "full access";
  const preset = recognizePreset(policy, region);
  return preset ? `“${presetWords[preset.name].label}”` : "a custom policy";
}

/** The choices for a service. Full access is one of its own only where leaving the policy out would leave another. */
export function choicesFor(
  { key, existing }: PolicyService,
  chosen: Chosen,
  { region, accountId }: Pick<Snapshot, "region" | "accountId">,
): Option<Chosen>[] {
  const none: Option<Chosen> = existing
    ? { value: "none", label: "Leave as it is", hint: `${existing.id} has ${policyName(existing.policy, region)}` }
    : { value: "none", label: "Full access", hint: "What AWS gives when no policy is set" };
  const presets = presetsFor(key).filter((name) => name !== "full" || existing !== null || chosen === "full");
  return [
    none,
    ...presets.map((name) => ({
      value: name,
      label: presetWords[name].label,
      hint: name === "account" ? `${presetWords.account.hint} (${accountId})` : presetWords[name].hint,
    })),
    { value: "own", label: "Your own JSON", hint: "Checked as you type" },
  ];
}

/** The draft's entry with another choice; what was entered for the others stays. Own JSON begins with the policy there was. */
export function choose(
  policy: PolicyChoice | undefined,
  chosen: Chosen,
  { existing, servesLayers }: Pick<PolicyService, "existing" | "servesLayers">,
  { region, accountId }: Pick<Snapshot, "region" | "accountId">,
): PolicyChoice {
  const { none: _, ...before } = policy ?? { own: false, text: "" };
  if (chosen === "none") return { ...before, own: false, none: true };
  if (chosen === "own") return { ...before, own: true, text: before.text || beginning(policy, existing, region) };
  const fields = before.preset ?? emptyPreset(chosen, { accountId, layers: servesLayers });
  return { ...before, own: false, preset: { ...fields, name: chosen, accountId: fields.accountId || accountId } };
}

function beginning(policy: PolicyChoice | undefined, existing: VpcEndpoint | null, region: string): string {
  const read = policy?.preset && !policy.none ? readPreset(policy.preset, region) : null;
  const text = read?.ok ? presetPolicy(region, read.preset) : existing?.policy;
  return escapedJson(text ?? presetPolicy(region, { name: "full" }), 2);
}

/** Other endpoints that a preset fits and that do not have it yet. */
export function alsoFits(
  { service, key }: PolicyService,
  services: readonly PolicyService[],
  policies: Draft["policies"],
): string[] {
  const mine = policies[service]?.preset;
  if (!mine) return [];
  // Full access or reading alone is chosen endpoint by endpoint.
  if (!["account", "organization", "ecs-cluster", "ecr-pull"].includes(mine.name)) return [];
  return services
    .filter((other) => other.key !== key && other.fixed === null && presetsFor(other.key).includes(mine.name))
    .filter((other) => {
      const theirs = policies[other.service];
      return chosenOf(theirs) !== mine.name || !sameParameters(theirs?.preset, mine);
    })
    .map((other) => other.service);
}

function sameParameters(one: PolicyChoice["preset"], other: PolicyChoice["preset"]): boolean {
  return JSON.stringify({ ...one, layers: false }) === JSON.stringify({ ...other, layers: false });
}

/** Names of clusters found on the VPC's interfaces: ECS tags those of tasks with them. */
export function clustersSeen({ networkInterfaces }: { networkInterfaces: readonly Pick<NetworkInterface, "tags">[] }) {
  const names = networkInterfaces.flatMap(({ tags }) => tags["aws:ecs:clusterName"] ?? []);
  return [...new Set(names)].sort();
}
