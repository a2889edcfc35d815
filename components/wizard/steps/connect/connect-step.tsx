"use client";
import { RotateCcw } from "lucide-react";
import { useMemo } from "react";
import { Badge } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { Combobox } from "#components/ui/combobox";
import { describedBy, Field, FieldError } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { RadioCard, RadioGroup } from "#components/ui/radio-group";
import { Switch } from "#components/ui/switch";
import { groupsAreInferred, inferredGroups } from "#lib/core/check/inference";
import { type NetworkChoice, networkChoiceOf, patchNetwork } from "#lib/core/intent/draft";
import type { Snapshot } from "#lib/core/network/snapshot";
import { useDraft } from "../../draft/draft-context";
import { useLivePlan } from "../../draft/live-plan";
import { StepPage, type StepView } from "../../step-page";
import { ClientSubnets } from "./client-subnets";
import { GroupPicker } from "./group-picker";
import { type GroupRow, groupRows, usersText } from "./groups";
import { RuleTable } from "./rule-table";

export function ConnectStep() {
  const { snapshot } = useLivePlan();
  return (
    <StepPage
      step="connect"
      intro="Security groups decide who may use the endpoints: the workloads' groups allow egress to them, the endpoints' group allows ingress from the workloads."
    >
      {(view) => (snapshot ? <Connect snapshot={snapshot} view={view} /> : null)}
    </StepPage>
  );
}

/** Changes choices in the draft's VPC. */
function useNetworkChoice(): [NetworkChoice, (change: Partial<NetworkChoice>) => void] {
  const { draft, update } = useDraft();
  const { vpcId } = draft;
  return [
    networkChoiceOf(draft),
    (change) => {
      if (vpcId) update(patchNetwork({ ...draft, vpcId }, change));
    },
  ];
}

function Connect({ snapshot, view }: { snapshot: Snapshot; view: StepView }) {
  const rows = useMemo(() => groupRows(snapshot), [snapshot]);
  const [choice, change] = useNetworkChoice();
  const { draft } = useDraft();
  const error = view.errorOf("client-groups");
  const inferred = draft.workload ? inferredGroups(snapshot, draft.workload) : [];
  const chosenForYou = groupsAreInferred(draft, snapshot);
  return (
    <div className="flex flex-col gap-7">
      <section id="client-groups" aria-labelledby="client-groups-label" className="flex flex-col gap-2">
        <div>
          <div className="flex min-h-8 flex-wrap items-center gap-2">
            <h2 id="client-groups-label" className="text-base font-medium">
              Who needs access?
            </h2>
            {chosenForYou ? <Badge tone="accent">chosen for you</Badge> : null}
            {!chosenForYou && inferred.length > 0 ? (
              <Button size="sm" variant="ghost" onClick={() => change({ clientSecurityGroupIds: inferred })}>
                <RotateCcw size={13} aria-hidden />
                Choose for me
              </Button>
            ) : null}
          </div>
          <p className="text-sm text-muted">The security groups that your tasks, instances or functions carry.</p>
        </div>
        {error ? <FieldError id="client-groups-error">{error}</FieldError> : null}
        <GroupPicker
          rows={rows}
          chosen={choice.clientSecurityGroupIds}
          onChange={(clientSecurityGroupIds) => change({ clientSecurityGroupIds })}
          describedBy={error ? "client-groups-error" : undefined}
        />
      </section>
      <ClientSubnets
        snapshot={snapshot}
        clientSecurityGroupIds={choice.clientSecurityGroupIds}
        chosen={choice.clientSubnetIds ?? []}
        onChange={(clientSubnetIds) => change({ clientSubnetIds })}
        error={view.errorOf("client-subnets")}
      />
      <EndpointGroup rows={rows} view={view} />
      <RuleTable snapshot={snapshot} />
    </div>
  );
}

/** What is offered as a new group's name, when none was entered. */
const NAME = "postern-endpoints";

function EndpointGroup({ rows, view }: { rows: readonly GroupRow[]; view: StepView }) {
  const [{ endpointSecurityGroup: chosen, admitVpcCidrs = false }, change] = useNetworkChoice();
  const name = "create" in chosen ? chosen.create.name : NAME;
  const taken = rows.find(({ group }) => group.name === name);
  const nameError = view.errorOf("group-name");
  const groupError = view.errorOf("endpoint-group");
  return (
    <section className="flex flex-col gap-2">
      <div>
        <h2 id="endpoint-group-label" className="text-base font-medium">
          The endpoints' group
        </h2>
        <p className="text-sm text-muted">
          The group on the endpoints' interfaces. A separate group keeps the decision in one place.
        </p>
      </div>
      <RadioGroup<"create" | "reuse">
        labelledBy="endpoint-group-label"
        value={"create" in chosen ? "create" : "reuse"}
        onValueChange={(value) =>
          change({ endpointSecurityGroup: value === "create" ? { create: { name: NAME } } : { id: "" } })
        }
        className="sm:grid-cols-2"
      >
        <RadioCard
          value="create"
          title="Create a group"
          description="It allows ingress from the groups above on the services' ports, and nothing else."
        />
        <RadioCard
          value="reuse"
          title="Reuse a group"
          description="It keeps its rules; those that are missing are added."
        />
      </RadioGroup>
      {"create" in chosen ? (
        <Field
          id="group-name"
          label="Name of the new group"
          error={nameError}
          hint={taken ? `${taken.group.id} has this name already, so it is used instead of a new one.` : undefined}
          className="max-w-md"
        >
          <Input
            {...describedBy("group-name", { hint: Boolean(taken), error: Boolean(nameError) })}
            value={chosen.create.name}
            maxLength={300}
            onChange={(event) => change({ endpointSecurityGroup: { create: { name: event.target.value } } })}
            onBlur={() => view.leave("group-name")}
          />
        </Field>
      ) : (
        <Field id="endpoint-group" label="Group to reuse" error={groupError} className="max-w-md">
          <Combobox
            {...describedBy("endpoint-group", { error: Boolean(groupError) })}
            invalid={Boolean(groupError)}
            placeholder="Search by name or id"
            options={rows.map((row) => ({
              value: row.group.id,
              label: row.group.name,
              hint: row.interfaces > 0 ? `${row.group.id} · ${usersText(row)}` : row.group.id,
            }))}
            value={chosen.id === "" ? null : chosen.id}
            onValueChange={(id) => change({ endpointSecurityGroup: { id } })}
            empty="No group of this VPC matches."
          />
        </Field>
      )}
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is Base UI's switch */}
      <label className="mt-1 flex w-fit items-start gap-2.5">
        <Switch checked={admitVpcCidrs} onCheckedChange={(on) => change({ admitVpcCidrs: on })} className="mt-0.5" />
        <span>
          <span className="block text-base">Allow the whole VPC, too</span>
          <span className="block text-sm text-muted">
            Its CIDRs, so that no workload in the VPC is cut off when the names lead to the endpoints.
          </span>
        </span>
      </label>
    </section>
  );
}
