import { notFound } from "next/navigation";
import { NeedsStep } from "#components/wizard/steps/access/access-step";
import { ConnectStep } from "#components/wizard/steps/connect/connect-step";
import { NetworkStep } from "#components/wizard/steps/network/network-step";
import { PlacementStep } from "#components/wizard/steps/placement/placement-step";
import { TuneStep } from "#components/wizard/steps/tune/tune-step";
import { page } from "#lib/server/http/guard";

type Props = { params: Promise<{ draft: string; step: string }> };

const views: Readonly<Record<string, () => React.ReactNode>> = {
  network: () => <NetworkStep />,
  needs: () => <NeedsStep />,
  placement: () => <PlacementStep />,
  connect: () => <ConnectStep />,
  tune: () => <TuneStep />,
};

export default page({ permission: "plan" }, async ({ params }: Props) => {
  const { step } = await params;
  const view = Object.hasOwn(views, step) ? views[step] : undefined;
  return view ? view() : notFound();
});
