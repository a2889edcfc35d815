"use client";
import { X } from "lucide-react";
import { useMemo } from "react";
import { Badge, type Tone } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { Card, CardHeader } from "#components/ui/card";
import { Combobox } from "#components/ui/combobox";
import { Field } from "#components/ui/field";
import { ResourceId } from "#components/ui/resource-id";
import type { Option } from "#components/ui/select";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow } from "#components/ui/table";
import { Sentence, UntrustedText } from "#components/ui/untrusted";
import { type Need, servicesFor } from "#lib/core/intent/catalogue";
import { shortName } from "#lib/core/network/services/service";
import type { Snapshot } from "#lib/core/network/snapshot";
import { type EndpointState, endpointState } from "#lib/core/planning/endpoint-state";
import { visible } from "#lib/core/text/untrusted";
import { dollars } from "#lib/render/words/money";
import { useDraft } from "../../draft/draft-context";
import { useLivePlan } from "../../draft/live-plan";
import type { StepView } from "../../step-page";

const STATES: Readonly<Record<EndpointState["state"], { tone: Tone; words: string }>> = {
  new: { tone: "success", words: "New" },
  exists: { tone: "neutral", words: "Exists" },
  changes: { tone: "warning", words: "Exists, needs a change" },
  "not-placed": { tone: "warning", words: "No subnet yet" },
  "not-offered": { tone: "danger", words: "Not offered here" },
};

/** The endpoints that the choices result in, each with reason, state and price; and a way to add more. */
export function EndpointTable({ view }: { view: StepView }) {
  const { draft, update } = useDraft();
  const { snapshot, plan } = useLivePlan();
  if (!snapshot) return null;
  const needs = servicesFor(draft);
  const rows = needs.map((need) => ({ need, state: endpointState(snapshot, plan, need.service) }));
  const total = rows.reduce((sum, { state }) => sum + state.monthlyUsd, 0);
  return (
    <Card>
      <CardHeader title="Endpoints" description="From your choices above. What exists already is reused." />
      {rows.length === 0 ? (
        <p className="border-t px-4 py-5 text-base text-muted">
          None yet: choose what runs there, or add a service below.
        </p>
      ) : (
        <Table label="Endpoints" aria-live="polite">
          <TableHead>
            <tr>
              <TableHeading>Service</TableHeading>
              <TableHeading>Why</TableHeading>
              <TableHeading className="max-sm:hidden">State</TableHeading>
              <TableHeading className="text-right max-sm:hidden">Added a month</TableHeading>
              {draft.services.length > 0 ? (
                <TableHeading className="w-10">
                  <span className="sr-only">Take out</span>
                </TableHeading>
              ) : null}
            </tr>
          </TableHead>
          <TableBody>
            {rows.map(({ need, state }) => (
              <Row
                key={need.service}
                need={need}
                state={state}
                removable={draft.services.length > 0}
                onRemove={
                  draft.services.includes(need.service)
                    ? () => update({ services: draft.services.filter((service) => service !== need.service) })
                    : null
                }
              />
            ))}
          </TableBody>
          <tfoot>
            <tr className="border-t">
              <td colSpan={2} className="px-4 py-2 text-muted">
                <span className="tabular float-right ml-3 font-medium text-foreground sm:hidden">{dollars(total)}</span>
                List price of us-east-1, without data at $0.01 per GB
              </td>
              <td className="max-sm:hidden" />
              <td className="tabular px-3 py-2 text-right font-medium max-sm:hidden">{dollars(total)}</td>
              {draft.services.length > 0 ? <td /> : null}
            </tr>
          </tfoot>
        </Table>
      )}
      <div className="border-t px-4 py-3">
        <AddService
          snapshot={snapshot}
          chosen={needs.map(({ service }) => service)}
          error={view.errorOf("add-service")}
        />
      </div>
    </Card>
  );
}

function Row({
  need,
  state,
  removable,
  onRemove,
}: {
  need: Need;
  state: EndpointState;
  /** Whether the table has a column to take services out. */
  removable: boolean;
  onRemove: (() => void) | null;
}) {
  const { tone, words } = STATES[state.state];
  return (
    <TableRow>
      <TableCell className="sm:whitespace-nowrap">
        <UntrustedText className="block font-mono text-xs leading-5 font-medium">{need.service}</UntrustedText>
        <span className="text-xs text-muted">{state.type ?? ""}</span>
        <span className="tabular mt-1 flex flex-col items-start gap-1 text-xs sm:hidden">
          <Badge tone={tone}>{words}</Badge>
          <Price state={state} />
        </span>
      </TableCell>
      <TableCell className="sm:min-w-56">
        <ul>
          {need.reasons.map((reason) => (
            <li key={reason} className="first-letter:uppercase">
              {reason}
            </li>
          ))}
        </ul>
        {state.state === "changes" && state.reason ? (
          <p className="text-xs text-muted">
            <Sentence>{state.reason}</Sentence>
          </p>
        ) : null}
      </TableCell>
      <TableCell className="max-sm:hidden">
        <Badge tone={tone}>{words}</Badge>
        {state.endpointId ? <ResourceId id={state.endpointId} className="mt-0.5 flex text-muted" /> : null}
      </TableCell>
      <TableCell className="tabular text-right whitespace-nowrap max-sm:hidden">
        <Price state={state} />
      </TableCell>
      {removable ? (
        <TableCell>
          {onRemove ? (
            <Button variant="ghost" size="icon-sm" aria-label={`Take out ${visible(need.service)}`} onClick={onRemove}>
              <X size={14} aria-hidden />
            </Button>
          ) : null}
        </TableCell>
      ) : null}
    </TableRow>
  );
}

/** What an endpoint adds to a month's bill, and in how many zones. */
function Price({ state }: { state: EndpointState }) {
  return (
    <span>
      {state.type === "Gateway" ? (
        "free"
      ) : state.state === "exists" ? (
        <span className="text-muted">none</span>
      ) : (
        dollars(state.monthlyUsd)
      )}
      {state.addedInterfaces > 0 ? (
        <span className="block text-xs text-muted">
          {state.addedInterfaces} {state.addedInterfaces === 1 ? "zone" : "zones"}
        </span>
      ) : null}
    </span>
  );
}

/** What the Region offers, as an intent writes it; `s3` and `dynamodb` a second time as interfaces. */
function offersOf({ services, region }: Snapshot): Option[] {
  const gateways = new Set(services.filter(({ type }) => type === "Gateway").map(({ name }) => name));
  const offers = new Map<string, Option>();
  for (const { name, type } of services) {
    if (type !== "Interface" && type !== "Gateway") continue;
    const short = shortName(name, region);
    const value = type === "Interface" && gateways.has(name) ? `${short}:interface` : short;
    offers.set(value, { value, label: value, hint: type === "Gateway" ? "Gateway, free" : "Interface" });
  }
  return [...offers.values()].sort((a, b) => (a.label < b.label ? -1 : 1));
}

function AddService({
  snapshot,
  chosen,
  error,
}: {
  snapshot: Snapshot;
  chosen: readonly string[];
  error: string | undefined;
}) {
  const { draft, update } = useDraft();
  const offers = useMemo(() => offersOf(snapshot), [snapshot]);
  const options = offers.filter(({ value }) => !chosen.includes(value));
  return (
    <Field id="add-service" label="Add another service" optional error={error} className="max-w-md">
      <Combobox
        id="add-service"
        placeholder={`Search ${options.length} services of ${draft.region}`}
        options={options}
        value={null}
        clearOnSelect
        invalid={Boolean(error)}
        {...(error ? { "aria-describedby": "add-service-error" } : {})}
        empty="No service of this name is offered in the Region."
        onValueChange={(service) => update({ services: [...draft.services, service] })}
      />
    </Field>
  );
}
