"use client";
import { RadioCard, RadioGroup } from "#components/ui/radio-group";
import { Switch } from "#components/ui/switch";
import { type Feature, features, type Workload, workloads } from "#lib/core/intent/catalogue";
import { FEATURES, type Needs, WORKLOADS } from "./use-needs";

/** What the VPC is checked for: a workload, and what it uses. */
export function NeedsFields({
  needs,
  choose,
  use,
}: {
  needs: Needs;
  choose: (workload: Workload) => void;
  use: (feature: Feature, on: boolean) => void;
}) {
  const offered = FEATURES.filter((key) => !(key === "api-calls" && needs.workload === "api"));
  return (
    <section aria-labelledby="check-for" className="flex flex-col gap-2.5">
      <h2 id="check-for" className="text-base font-semibold">
        Check it for
      </h2>
      <RadioGroup<Workload>
        labelledBy="check-for"
        value={needs.workload}
        onValueChange={choose}
        className="md:grid-cols-3"
      >
        {WORKLOADS.map((key) => (
          <RadioCard key={key} value={key} title={workloads[key].title} />
        ))}
      </RadioGroup>
      <fieldset className="flex flex-wrap gap-x-5 gap-y-2 px-0.5">
        <legend className="sr-only">What does it use?</legend>
        {offered.map((key) => (
          // biome-ignore lint/a11y/noLabelWithoutControl: the control is Base UI's switch
          <label key={key} className="flex items-center gap-2 text-sm">
            <Switch
              checked={needs.features.includes(key)}
              aria-labelledby={`use-${key}`}
              onCheckedChange={(on) => use(key, on)}
            />
            <span id={`use-${key}`}>{features[key].title}</span>
          </label>
        ))}
      </fieldset>
    </section>
  );
}
