"use client";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button";
import { Callout } from "#components/ui/callout";
import { FieldError } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { RadioCard, RadioGroup } from "#components/ui/radio-group";
import { Select } from "#components/ui/select";
import { Switch } from "#components/ui/switch";
import { UntrustedText } from "#components/ui/untrusted";
import type { Draft } from "#lib/core/intent/draft";
import { useDraft } from "../../draft/draft-context";
import { useLivePlan } from "../../draft/live-plan";
import { tagField } from "../../draft/problems";
import { PolicyFields } from "../../policy/policy-fields";
import { StepPage, type StepView } from "../../step-page";
import { PortFields } from "./port-fields";

export function TuneStep() {
  return (
    <StepPage
      step="tune"
      intro="Optional: the defaults are safe. Limit what the endpoints allow, and decide how names switch over."
    >
      {(view) => (
        <div className="flex flex-col gap-7">
          <PolicyFields view={view} />
          <NameFields />
          <AddressType />
          <PortFields view={view} />
          <Tags view={view} />
        </div>
      )}
    </StepPage>
  );
}

function NameFields() {
  const { draft, update } = useDraft();
  const { snapshot } = useLivePlan();
  const own = (snapshot?.vpc?.domainNameServers ?? []).filter((server) => server !== "AmazonProvidedDNS");
  return (
    <section aria-labelledby="names-label" className="flex flex-col gap-3">
      <h2 id="names-label" className="text-base font-medium">
        Names
      </h2>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is Base UI's switch */}
      <label className="flex items-start gap-3 rounded-lg border bg-surface p-3 shadow-card">
        <Switch
          className="mt-0.5"
          checked={draft.privateDns}
          onCheckedChange={(privateDns) => update({ privateDns })}
          aria-labelledby="private-dns"
          aria-describedby="private-dns-d"
        />
        <span>
          <span id="private-dns" className="block text-base font-medium">
            Private DNS
          </span>
          <span id="private-dns-d" className="block text-sm text-muted">
            Standard names such as ecs.{draft.region}.amazonaws.com lead to the endpoints, so applications need no
            change. This holds for the whole VPC.
          </span>
        </span>
      </label>
      {own.length > 0 && draft.privateDns ? (
        <Callout tone="warning" title="This VPC has its own DNS servers">
          Private names work only if <UntrustedText>{own.join(", ")}</UntrustedText> forward to the VPC resolver.
        </Callout>
      ) : null}
      {draft.privateDns ? (
        <>
          <h3 id="cutover-label" className="text-sm font-medium">
            When names switch over
          </h3>
          <RadioGroup<Draft["cutover"]>
            labelledBy="cutover-label"
            value={draft.cutover}
            onValueChange={(cutover) => update({ cutover })}
            className="sm:grid-cols-2"
          >
            <RadioCard
              value="safe"
              title="Safe: once the endpoint is ready"
              description="Endpoints are created with private DNS off, waited for, and only then do names lead there."
            />
            <RadioCard
              value="direct"
              title="Direct: at creation"
              description="One call fewer. Names can fail for about a minute until the endpoint is available."
            />
          </RadioGroup>
        </>
      ) : null}
    </section>
  );
}

const ADDRESS_TYPES: readonly { value: Draft["ipAddressType"]; label: string; hint: string }[] = [
  { value: "ipv4", label: "IPv4", hint: "Any subnet with an IPv4 CIDR" },
  { value: "dualstack", label: "Dual-stack", hint: "Subnets with IPv4 and IPv6" },
  { value: "ipv6", label: "IPv6", hint: "IPv6-only subnets" },
];

function AddressType() {
  const { draft, update } = useDraft();
  return (
    <section className="flex flex-col gap-1">
      <label htmlFor="ip-address-type" className="text-base font-medium">
        IP addresses of the endpoints
      </label>
      <p className="text-sm text-muted">The chosen subnets must fit; the services must support it.</p>
      <Select
        id="ip-address-type"
        options={ADDRESS_TYPES}
        value={draft.ipAddressType}
        onValueChange={(ipAddressType) => update({ ipAddressType })}
        className="max-w-60"
      />
    </section>
  );
}

function Tags({ view }: { view: StepView }) {
  const { draft, update } = useDraft();
  const [added, setAdded] = useState(false);
  const { tags } = draft;
  const change = (row: number, part: Partial<Draft["tags"][number]>) =>
    update({ tags: tags.map((tag, i) => (i === row ? { ...tag, ...part } : tag)) });
  return (
    <section aria-labelledby="tags-label" className="flex flex-col gap-2">
      <div>
        <h2 id="tags-label" className="text-base font-medium">
          Tags
        </h2>
        <p className="text-sm text-muted">
          For everything that is created, besides a Name and Postern's own postern: tags.
        </p>
      </div>
      {tags.length > 0 ? (
        <ul className="flex max-w-2xl flex-col gap-2">
          {tags.map((tag, row) => {
            const field = tagField(row);
            const error = view.errorOf(field);
            const described = error ? { "aria-invalid": true, "aria-describedby": `${field}-error` } : {};
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity, and are only added at the end
              <li key={row}>
                <div className="flex items-center gap-2">
                  <Input
                    id={field}
                    aria-label={`Key of tag ${row + 1}`}
                    placeholder="Key"
                    value={tag.key}
                    maxLength={300}
                    autoFocus={added && row === tags.length - 1}
                    onChange={(event) => change(row, { key: event.target.value })}
                    onBlur={() => view.leave(field)}
                    {...described}
                  />
                  <Input
                    aria-label={`Value of tag ${row + 1}`}
                    placeholder="Value"
                    value={tag.value}
                    maxLength={600}
                    onChange={(event) => change(row, { value: event.target.value })}
                    onBlur={() => view.leave(field)}
                  />
                  <Button
                    variant="ghost"
                    size="icon"
                    aria-label={`Take out tag ${row + 1}`}
                    onClick={() => update({ tags: tags.filter((_, i) => i !== row) })}
                  >
                    <X size={15} aria-hidden />
                  </Button>
                </div>
                {error ? <FieldError id={`${field}-error`}>{error}</FieldError> : null}
              </li>
            );
          })}
        </ul>
      ) : null}
      <Button
        size="sm"
        className="self-start"
        onClick={() => {
          setAdded(true);
          update({ tags: [...tags, { key: "", value: "" }] });
        }}
      >
        <Plus size={14} aria-hidden />
        Add a tag
      </Button>
    </section>
  );
}
