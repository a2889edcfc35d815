"use client";
import type { CreateAction } from "#components/frame/person";
import { Card } from "#components/ui/card";
import { beginFirstRun } from "#components/wizard/info/first-run";
import type { VpcId } from "#lib/core/network/snapshot";
import { NewSetup } from "./new-setup";

/** In the sandbox: a setup that is filled in, with a hint on each step. */
export function FirstRunCard({ create, region, vpcId }: { create: CreateAction; region: string; vpcId: VpcId }) {
  return (
    <Card className="mb-5 flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-accent-border bg-accent-soft px-4 py-3">
      <div className="min-w-0">
        <h2 className="text-base font-semibold">Try it: private ECS access for shop in under three minutes</h2>
        <p className="max-w-prose text-sm text-muted">
          The sandbox holds an account to practise on. Tasks of shop run in private subnets; this setup is filled in,
          and each step says what to look at. Nothing leaves this machine.
        </p>
      </div>
      <NewSetup
        create={create}
        region={region}
        filled={{ vpcId, workload: "fargate", features: ["ecr", "logs", "api-calls"] }}
        onCreated={beginFirstRun}
      >
        Try it
      </NewSetup>
    </Card>
  );
}
