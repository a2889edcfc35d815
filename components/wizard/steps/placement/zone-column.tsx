"use client";
import { useId, useState } from "react";
import { Badge, type Tone } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { CopyButton } from "#components/ui/copy-button";
import { RadioCard, RadioGroup } from "#components/ui/radio-group";
import { Sentence, UntrustedText } from "#components/ui/untrusted";
import type { SubnetKind } from "#lib/core/network/routes/subnet-kind";
import type { SubnetId } from "#lib/core/network/snapshot";
import type { SubnetCard, Zone } from "./zones";

const KINDS: Readonly<Record<SubnetKind, { tone: Tone; words: string }>> = {
  private: { tone: "neutral", words: "private, via" },
  isolated: { tone: "neutral", words: "isolated" },
  public: { tone: "warning", words: "public" },
};

const WAYS: Readonly<Record<string, string>> = {
  "nat-gateway": "NAT",
  "transit-gateway": "transit gateway",
  "egress-only-internet-gateway": "egress-only gateway",
  "vpn-gateway": "VPN",
  instance: "instance",
  "network-interface": "appliance",
  "vpc-endpoint": "endpoint",
  "vpc-peering": "peering",
};

/** This many subnets of a zone are shown at first. */
const FIRST = 4;

const NONE = "none";

/** One Availability Zone: at most one of its subnets gets the endpoints. */
export function ZoneColumn({
  zone,
  chosen,
  onChoose,
}: {
  zone: Zone;
  chosen: SubnetId | null;
  onChoose: (subnetId: SubnetId | null) => void;
}) {
  const id = useId();
  const [all, setAll] = useState(false);
  const shown = all ? zone.subnets : zone.subnets.filter(({ subnet }, i) => i < FIRST || subnet.id === chosen);
  const hidden = zone.subnets.length - shown.length;
  return (
    <section aria-labelledby={id} className="flex min-w-0 flex-col gap-2">
      <h3 id={id} className="font-mono text-xs text-muted">
        {zone.name}
      </h3>
      <RadioGroup<SubnetId | typeof NONE>
        labelledBy={id}
        value={chosen ?? NONE}
        onValueChange={(value) => onChoose(value === NONE ? null : value)}
      >
        {shown.map((card) => (
          <SubnetChoice key={card.subnet.id} card={card} />
        ))}
        {hidden > 0 ? (
          <Button variant="ghost" size="sm" className="justify-self-start" onClick={() => setAll(true)}>
            Show {hidden} more
          </Button>
        ) : null}
        <RadioCard value={NONE} title={<span className="font-normal text-muted">No endpoint in this zone</span>} />
      </RadioGroup>
    </section>
  );
}

function SubnetChoice({ card }: { card: SubnetCard }) {
  const { subnet, kind, networkAcl, workloads, unusable } = card;
  return (
    <RadioCard
      value={subnet.id}
      disabled={unusable !== null}
      title={
        <span className="block pr-5">
          <UntrustedText className="block wrap-anywhere">{subnet.tags.Name || subnet.id}</UntrustedText>
          {subnet.tags.Name ? (
            <code className="block font-mono text-xs font-normal wrap-anywhere text-muted">{subnet.id}</code>
          ) : null}
        </span>
      }
      aside={<CopyButton text={subnet.id} label={`Copy ${subnet.id}`} />}
    >
      <span className="mt-1.5 flex flex-col gap-0.5">
        <span className="mb-0.5 flex flex-wrap gap-1">
          <Badge tone={KINDS[kind].tone}>
            {KINDS[kind].words}
            {kind === "private" ? ` ${routeTarget(card)}` : ""}
          </Badge>
        </span>
        <span className="tabular">
          <span className="font-mono text-xs">{subnet.cidr ?? subnet.ipv6Cidrs[0]}</span>
          <span className="block">{subnet.availableIpAddressCount.toLocaleString("en-US")} addresses free</span>
        </span>
        <span>
          {workloads === 0 ? "No workloads" : `${workloads} workload ${workloads === 1 ? "interface" : "interfaces"}`}
        </span>
        <span className="wrap-anywhere" title={networkAcl?.id}>
          <Sentence>
            {networkAcl?.isDefault
              ? "Default network ACL"
              : `Network ACL ${networkAcl?.tags.Name || networkAcl?.id || "unknown"}`}
          </Sentence>
        </span>
        {unusable ? <span className="font-medium text-warning">{unusable}</span> : null}
      </span>
    </RadioCard>
  );
}

function routeTarget({ routeTable }: SubnetCard): string {
  const route = routeTable?.routes.find(
    ({ destination, active }) => active && (destination === "0.0.0.0/0" || destination === "::/0"),
  );
  return WAYS[route?.target ?? ""] ?? "another gateway";
}
