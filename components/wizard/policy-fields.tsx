"use client";
import { CircleCheck } from "lucide-react";
import { FieldError } from "#components/ui/field";
import { Textarea } from "#components/ui/input";
import { Select } from "#components/ui/select";
import { servicesFor } from "#lib/core/catalogue";
import { presetPolicy } from "#lib/core/policy-presets";
import { policyProblem } from "#lib/core/policy-remarks";
import { findService } from "#lib/core/service";
import { useDraft } from "./draft-context";
import { useLivePlan } from "./live-plan";
import { policyField } from "./problems";
import type { StepView } from "./step-page";

const CHOICES = [
  { value: "full", label: "Full access", hint: "What AWS gives when no policy is set" },
  { value: "own", label: "Your own JSON", hint: "Checked as you type" },
] as const;

/** What each endpoint lets through. */
export function PolicyFields({ view }: { view: StepView }) {
  const { draft } = useDraft();
  const { snapshot } = useLivePlan();
  const services = servicesFor(draft).map(({ service }) => service);
  return (
    <section aria-labelledby="policies-label" className="flex flex-col gap-2">
      <div>
        <h2 id="policies-label" className="text-base font-medium">
          Endpoint policies
        </h2>
        <p className="text-sm text-muted">
          What may pass through each endpoint, on top of what IAM allows. Full access adds no limit.
        </p>
      </div>
      {services.length === 0 ? (
        <p className="text-base text-muted">No endpoints are chosen yet.</p>
      ) : (
        <ul className="divide-y rounded-lg border bg-surface shadow-card">
          {services.map((service) => (
            <li key={service} className="px-4 py-2.5">
              {snapshot && findService(snapshot, service)?.offer.policySupported === false ? (
                <p className="flex flex-wrap items-center justify-between gap-3 text-sm">
                  <span className="font-mono text-xs font-medium">{service}</span>
                  <span className="text-muted">This service takes no endpoint policy.</span>
                </p>
              ) : (
                <Policy service={service} view={view} />
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Policy({ service, view }: { service: string; view: StepView }) {
  const { draft, update } = useDraft();
  const policy = draft.policies[service] ?? { own: false, text: "" };
  const field = policyField(service);
  const error = view.errorOf(field);
  const problem = policy.own ? policyProblem(policy.text) : null;
  const change = (part: Partial<typeof policy>) =>
    update({ policies: { ...draft.policies, [service]: { ...policy, ...part } } });
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <span id={`${field}-label`} className="font-mono text-xs font-medium">
          {service}
        </span>
        <Select
          label={`Policy for ${service}`}
          options={CHOICES}
          value={policy.own ? "own" : "full"}
          onValueChange={(value) =>
            change({
              own: value === "own",
              text: policy.text || JSON.stringify(presetPolicy(draft.region, { name: "full" }), null, 2),
            })
          }
        />
      </div>
      {policy.own ? (
        <div className="mt-2 flex flex-col gap-1">
          <Textarea
            id={field}
            aria-label={`Policy for ${service} as JSON`}
            aria-describedby={`${field}-check`}
            {...(error ? { "aria-invalid": true } : {})}
            className="font-mono text-xs"
            rows={Math.min(18, Math.max(8, policy.text.split("\n").length + 1))}
            value={policy.text}
            maxLength={100_000}
            onChange={(event) => change({ text: event.target.value })}
            onBlur={() => view.leave(field)}
          />
          <div id={`${field}-check`}>
            {error ? (
              <FieldError id={`${field}-error`}>{error}</FieldError>
            ) : problem ? (
              <p className="text-sm text-muted">{problem}</p>
            ) : (
              <p className="flex items-center gap-1.5 text-sm text-success">
                <CircleCheck size={14} aria-hidden />
                Valid JSON with the elements that a policy needs.
              </p>
            )}
          </div>
        </div>
      ) : null}
    </>
  );
}
