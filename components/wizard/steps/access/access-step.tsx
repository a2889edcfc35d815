"use client";
import { Badge } from "#components/ui/badge";
import { FieldError } from "#components/ui/field";
import { RadioCard, RadioGroup } from "#components/ui/radio-group";
import { Switch } from "#components/ui/switch";
import { inferredWorkload, withWorkload } from "#lib/core/check/inference";
import { type Feature, features, type Workload, workloads } from "#lib/core/intent/catalogue";
import { useDraft } from "../../draft/draft-context";
import { useLivePlan } from "../../draft/live-plan";
import { StepPage, type StepView } from "../../step-page";
import { EndpointTable } from "./endpoint-table";

export function NeedsStep() {
  return (
    <StepPage
      step="needs"
      intro="What runs in the private subnets, and what it uses. Each choice shows below which endpoints it takes, and why."
    >
      {(view) => (
        <div className="flex flex-col gap-5">
          <WorkloadField view={view} />
          <FeatureFields view={view} />
          <EndpointTable view={view} />
        </div>
      )}
    </StepPage>
  );
}

function WorkloadField({ view }: { view: StepView }) {
  const { draft, update } = useDraft();
  const { snapshot } = useLivePlan();
  const error = view.errorOf("workload");
  const chosenForYou = snapshot !== null && draft.workload !== null && draft.workload === inferredWorkload(snapshot);
  return (
    <section className="flex flex-col gap-2">
      <div className="flex min-h-6 flex-wrap items-center gap-2">
        <h2 id="workload-label" className="text-base font-medium">
          What runs there?
        </h2>
        {chosenForYou ? <Badge tone="accent">chosen for you: it runs in this VPC</Badge> : null}
      </div>
      {error ? <FieldError id="workload-error">{error}</FieldError> : null}
      <RadioGroup<Workload>
        id="workload"
        labelledBy="workload-label"
        value={draft.workload}
        invalid={Boolean(error)}
        {...(error ? { describedBy: "workload-error" } : {})}
        onValueChange={(workload) => update(withWorkload(draft, snapshot, workload))}
        className="md:grid-cols-3"
      >
        {(Object.keys(workloads) as Workload[]).map((key) => (
          <RadioCard key={key} value={key} title={workloads[key].title} description={workloads[key].description} />
        ))}
      </RadioGroup>
    </section>
  );
}

function FeatureFields({ view }: { view: StepView }) {
  const { draft, update } = useDraft();
  const error = view.errorOf("features");
  const offered = (Object.keys(features) as Feature[]).filter(
    (key) => !(key === "api-calls" && draft.workload === "api"),
  );
  return (
    <fieldset
      id="features"
      className="flex flex-col gap-2"
      {...(error ? { "aria-describedby": "features-error" } : {})}
    >
      <legend className="mb-1.5 text-base font-medium">What does it use?</legend>
      {error ? <FieldError id="features-error">{error}</FieldError> : null}
      <div className="grid gap-x-8 rounded-lg border bg-surface px-4 py-1 shadow-card sm:grid-cols-2">
        {offered.map((key) => {
          const on = draft.features.includes(key);
          return (
            // biome-ignore lint/a11y/noLabelWithoutControl: the control is Base UI's switch
            <label key={key} className="flex items-start justify-between gap-4 py-1.5">
              <span className="min-w-0">
                <span id={`feature-${key}`} className="block text-base">
                  {features[key].title}
                </span>
                <span id={`feature-${key}-d`} className="block text-sm text-muted">
                  {features[key].description}
                </span>
              </span>
              <Switch
                className="mt-0.5"
                checked={on}
                aria-labelledby={`feature-${key}`}
                aria-describedby={`feature-${key}-d`}
                onCheckedChange={(checked) =>
                  update({
                    features: checked ? [...draft.features, key] : draft.features.filter((feature) => feature !== key),
                  })
                }
              />
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
