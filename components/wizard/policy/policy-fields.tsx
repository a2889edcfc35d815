"use client";
import { Button } from "#components/ui/button";
import { Disclosure } from "#components/ui/disclosure";
import { Select } from "#components/ui/select";
import type { PolicyChoice } from "#lib/core/intent/draft";
import type { Snapshot } from "#lib/core/network/snapshot";
import { escapedJson } from "#lib/core/text/untrusted";
import { useDraft } from "../draft/draft-context";
import { useLivePlan } from "../draft/live-plan";
import { policyField } from "../draft/problems";
import type { StepView } from "../step-page";
import {
  alsoFits,
  type Chosen,
  choicesFor,
  choose,
  chosenOf,
  type PolicyService,
  policyName,
  policyServices,
} from "./policy-choices";
import { PolicyEditor } from "./policy-editor";
import { PolicyPreset } from "./policy-preset";
import { PolicyText } from "./policy-text";

/** What each endpoint allows. */
export function PolicyFields({ view }: { view: StepView }) {
  const { draft } = useDraft();
  const { snapshot } = useLivePlan();
  const services = snapshot ? policyServices(draft, snapshot) : [];
  return (
    <section aria-labelledby="policies-label" className="flex flex-col gap-2">
      <div>
        <h2 id="policies-label" className="text-base font-medium">
          Endpoint policies
        </h2>
        <p className="max-w-prose text-sm text-muted">
          What may pass through each endpoint, on top of what IAM allows. Full access adds no limit.
        </p>
      </div>
      {snapshot && services.length > 0 ? (
        <ul className="divide-y rounded-lg border bg-surface shadow-card">
          {services.map((service) => (
            <li key={service.service} className="px-4 py-2.5">
              {service.fixed ? (
                <p className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 text-sm">
                  <span className="font-mono text-xs font-medium">{service.service}</span>
                  <span className="text-muted">{service.fixed}</span>
                </p>
              ) : (
                <Policy service={service} services={services} snapshot={snapshot} view={view} />
              )}
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-base text-muted">No endpoints are chosen yet.</p>
      )}
    </section>
  );
}

function Policy({
  service,
  services,
  snapshot,
  view,
}: {
  service: PolicyService;
  services: readonly PolicyService[];
  snapshot: Snapshot;
  view: StepView;
}) {
  const { draft, update } = useDraft();
  const name = service.service;
  const policy = draft.policies[name];
  const chosen = chosenOf(policy);
  const set = (changed: PolicyChoice) => update({ policies: { ...draft.policies, [name]: changed } });
  return (
    <>
      <div className="flex items-center justify-between gap-x-3 gap-y-1.5 max-sm:flex-col max-sm:items-stretch">
        <span className="font-mono text-xs font-medium">{name}</span>
        <Select<Chosen>
          label={`Policy for ${name}`}
          options={choicesFor(service, chosen, snapshot)}
          value={chosen}
          onValueChange={(next) => set(choose(policy, next, service, snapshot))}
          className="w-60 max-sm:w-full"
        />
      </div>
      {policy && chosen === "own" ? (
        <PolicyEditor service={service} text={policy.text} view={view} onChange={(text) => set({ ...policy, text })} />
      ) : policy?.preset && chosen !== "none" ? (
        <PolicyPreset
          service={service}
          fields={policy.preset}
          snapshot={snapshot}
          view={view}
          onChange={(preset) => set({ ...policy, preset })}
        >
          <UseForOthers service={service} services={services} snapshot={snapshot} />
        </PolicyPreset>
      ) : (
        <Existing service={service} region={snapshot.region} />
      )}
    </>
  );
}

/** Presets are often meant for more than one endpoint: pulling images takes two. */
function UseForOthers({
  service,
  services,
  snapshot,
}: {
  service: PolicyService;
  services: readonly PolicyService[];
  snapshot: Snapshot;
}) {
  const { draft, update } = useDraft();
  const others = alsoFits(service, services, draft.policies);
  const preset = draft.policies[service.service]?.preset;
  if (!preset || others.length === 0) return null;
  function use() {
    if (!preset) return;
    const changed = services
      .filter((other) => others.includes(other.service))
      .map((other) => {
        const before = choose(draft.policies[other.service], preset.name, other, snapshot);
        const layers = before.preset?.layers ?? other.servesLayers;
        return [other.service, { ...before, preset: { ...preset, layers } }];
      });
    update({ policies: { ...draft.policies, ...Object.fromEntries(changed) } });
  }
  return (
    <Button size="sm" className="self-start" onClick={use}>
      {others.length === 1 ? `Use for ${others[0]}, too` : `Use for the other ${others.length} endpoints it fits`}
    </Button>
  );
}

/** The policy that an endpoint keeps, where it has one that limits something. */
function Existing({ service: { existing, service }, region }: { service: PolicyService; region: string }) {
  if (!existing?.policy) return null;
  const name = policyName(existing.policy, region);
  if (name === "full access") return null;
  return (
    <Disclosure summary={`${existing.id} keeps ${name}`} className="mt-1.5">
      <PolicyText id={policyField(service)} label={`Policy of ${existing.id}`} text={escapedJson(existing.policy, 2)} />
    </Disclosure>
  );
}
