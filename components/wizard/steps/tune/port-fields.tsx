"use client";
import { useState } from "react";
import { Combobox } from "#components/ui/combobox";
import { describedBy, Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { UntrustedText } from "#components/ui/untrusted";
import { servicesFor } from "#lib/core/intent/catalogue";
import { useDraft } from "../../draft/draft-context";
import { useLivePlan } from "../../draft/live-plan";
import { portField } from "../../draft/problems";
import type { StepView } from "../../step-page";
import { portRows } from "./port-rows";

/** On which TCP ports the services are called, where that is not HTTPS alone or somebody says otherwise. */
export function PortFields({ view }: { view: StepView }) {
  const { draft, update } = useDraft();
  const { snapshot } = useLivePlan();
  const [added, setAdded] = useState<string[]>([]);
  if (!snapshot) return null;
  const { ports = {} } = draft;
  const rows = portRows(snapshot, servicesFor(draft), ports);
  const shown = rows.filter(({ service, ask }) => ask || added.includes(service));
  const others = rows.filter((row) => !shown.includes(row));
  return (
    <section aria-labelledby="ports-label" className="flex flex-col gap-3">
      <div>
        <h2 id="ports-label" className="text-base font-medium">
          Ports
        </h2>
        <p className="max-w-prose text-sm text-muted">
          Rules and checks use the TCP ports that AWS documents: 443 for most services. Give others where your clients
          use them, such as 465 for SMTP.
        </p>
      </div>
      {shown.map(({ service, documented }) => {
        const field = portField(service);
        const error = view.errorOf(field);
        const hint = documented === null ? "Not a service of AWS: its owner knows the ports." : undefined;
        return (
          <Field
            key={service}
            id={field}
            label={<UntrustedText className="font-mono text-sm">{service}</UntrustedText>}
            hint={hint}
            error={error}
            className="max-w-md"
          >
            <Input
              {...describedBy(field, { hint: Boolean(hint), error: Boolean(error) })}
              value={ports[service] ?? ""}
              placeholder={documented === null ? "Such as 8443 or 8000-8010" : `${documented}, as AWS documents`}
              maxLength={600}
              inputMode="numeric"
              onChange={(event) => update({ ports: { ...ports, [service]: event.target.value } })}
              onBlur={() => view.leave(field)}
            />
          </Field>
        );
      })}
      {others.length > 0 ? (
        <Field id="ports-other" label="Give ports for another service" optional className="max-w-md">
          <Combobox
            id="ports-other"
            placeholder="Search services"
            options={others.map(({ service, documented }) => ({
              value: service,
              label: service,
              ...(documented ? { hint: `TCP ${documented}` } : {}),
            }))}
            value={null}
            onValueChange={(service) => setAdded([...added, service])}
            clearOnSelect
            empty="No other service is chosen."
          />
        </Field>
      ) : null}
    </section>
  );
}
