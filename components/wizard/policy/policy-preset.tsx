"use client";
import type { ReactNode } from "react";
import { Checkbox } from "#components/ui/checkbox";
import { Disclosure } from "#components/ui/disclosure";
import { describedBy, Field } from "#components/ui/field";
import { Input, Textarea } from "#components/ui/input";
import { Sentence } from "#components/ui/untrusted";
import { quotas } from "#lib/core/network/ec2-rules";
import type { Snapshot } from "#lib/core/network/snapshot";
import { layerBucketArn } from "#lib/core/policy/image-layers";
import { policySize } from "#lib/core/policy/policy";
import { type PresetFields, type PresetParameter, presetParameters, readPreset } from "#lib/core/policy/preset-fields";
import { presetBreaks, presetPolicy } from "#lib/core/policy/presets";
import { escapedJson } from "#lib/core/text/untrusted";
import { policyField } from "../draft/problems";
import type { StepView } from "../step-page";
import { clustersSeen, type PolicyService } from "./policy-choices";
import { PolicyText } from "./policy-text";

type Props = {
  service: PolicyService;
  fields: PresetFields;
  snapshot: Snapshot;
  view: StepView;
  onChange: (fields: PresetFields) => void;
};

/** A preset's parameters, what it makes of them, and what does not pass any more. */
export function PolicyPreset({ children, ...props }: Props & { children: ReactNode }) {
  const { service, fields, snapshot } = props;
  const asked = presetParameters[fields.name].filter((parameter) => parameter !== "layers" || service.key === "s3");
  const read = readPreset(fields, snapshot.region);
  const breaks = read.ok ? presetBreaks(read.preset, service.key) : [];
  return (
    <div className="mt-2.5 flex flex-col gap-3">
      {asked.length > 0 ? (
        <div className="grid items-start gap-3 sm:grid-cols-2">
          {asked.map((parameter) => (
            <Parameter key={parameter} parameter={parameter} {...props} />
          ))}
        </div>
      ) : null}
      {breaks.length > 0 ? (
        <div className="text-sm">
          <p className="font-medium">What does not pass</p>
          <ul className="mt-0.5 list-disc pl-5 text-muted marker:text-border-strong">
            {breaks.map((sentence) => (
              <li key={sentence}>
                <Sentence>{sentence}</Sentence>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {children}
      {read.ok ? (
        <Preview service={service.service} policy={presetPolicy(snapshot.region, read.preset)} />
      ) : (
        <p className="text-sm text-muted">The policy is shown here once this is filled in.</p>
      )}
    </div>
  );
}

function Preview({ service, policy }: { service: string; policy: object }) {
  const size = policySize(policy).toLocaleString("en");
  return (
    <Disclosure
      open
      summary={`The policy, ${size} of ${quotas.endpointPolicyCharacters.toLocaleString("en")} characters`}
    >
      <PolicyText id={policyField(service)} label={`Policy for ${service}`} text={escapedJson(policy, 2)} />
    </Disclosure>
  );
}

const WORDS: Readonly<Record<Exclude<PresetParameter, "layers" | "taskDefinitions">, { label: string; hint: string }>> =
  {
    accountId: { label: "Account", hint: "Its id, 12 digits" },
    organizationId: { label: "Organization", hint: "Its id, such as o-a1b2c3d4e5" },
    cluster: { label: "Cluster", hint: "Its name or ARN" },
    repositories: {
      label: "Repositories",
      hint: "One a line: names, patterns such as team/*, or ARNs of other registries",
    },
  };

function Parameter({ parameter, service, fields, snapshot, view, onChange }: Props & { parameter: PresetParameter }) {
  const id = policyField(service.service, parameter);
  if (parameter === "layers" || parameter === "taskDefinitions") {
    const [label, hint] =
      parameter === "layers"
        ? ["Allow image layers of ECR, too", `For everybody, from ${layerBucketArn(snapshot.region)} alone`]
        : ["Allow registering task definitions", "Deployments do; task definitions belong to no cluster"];
    return (
      // biome-ignore lint/a11y/noLabelWithoutControl: the control is Base UI's checkbox
      <label className="flex items-start gap-2.5 text-base sm:col-span-2">
        <Checkbox
          id={id}
          className="mt-1"
          checked={fields[parameter]}
          onCheckedChange={(checked) => onChange({ ...fields, [parameter]: checked })}
          aria-labelledby={`${id}-label`}
          aria-describedby={`${id}-hint`}
        />
        <span className="min-w-0">
          <span id={`${id}-label`} className="block font-medium">
            {label}
          </span>
          <span id={`${id}-hint`} className="block text-sm break-words text-muted">
            {hint}
          </span>
        </span>
      </label>
    );
  }
  const { label, hint } = WORDS[parameter];
  const error = view.errorOf(id);
  const control = {
    ...describedBy(id, { hint: true, error: error !== undefined }),
    value: fields[parameter],
    onBlur: () => view.leave(id),
  };
  const set = (value: string) => onChange({ ...fields, [parameter]: value });
  if (parameter === "repositories") {
    return (
      <Field id={id} label={label} hint={hint} error={error} className="sm:col-span-2">
        <Textarea
          {...control}
          rows={Math.min(10, Math.max(3, fields.repositories.split("\n").length + 1))}
          maxLength={20_000}
          className="max-w-xl font-mono text-xs"
          onChange={(event) => set(event.target.value)}
        />
      </Field>
    );
  }
  const seen = parameter === "cluster" ? clustersSeen(snapshot) : [];
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      <Input
        {...control}
        className="font-mono text-xs"
        maxLength={parameter === "cluster" ? 500 : 100}
        {...(seen.length > 0 ? { list: `${id}-seen` } : {})}
        onChange={(event) => set(event.target.value)}
      />
      {seen.length > 0 ? (
        <datalist id={`${id}-seen`}>
          {seen.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      ) : null}
    </Field>
  );
}
