import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ConnectStep } from "#components/wizard/connect-step";
import { NeedsStep } from "#components/wizard/needs-step";
import { NetworkStep } from "#components/wizard/network-step";
import { PlacementStep } from "#components/wizard/placement-step";
import { stepTitle } from "#components/wizard/step-names";
import { TuneStep } from "#components/wizard/tune-step";
import { steps } from "#lib/core/draft";
import { page } from "#lib/server/guard";

type Props = { params: Promise<{ draft: string; step: string }> };

const views: Readonly<Record<string, () => React.ReactNode>> = {
  network: () => <NetworkStep />,
  needs: () => <NeedsStep />,
  placement: () => <PlacementStep />,
  connect: () => <ConnectStep />,
  tune: () => <TuneStep />,
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { step: asked } = await params;
  const step = steps.find((each) => each === asked);
  return { title: step ? stepTitle(step) : "Not found" };
}

export default page({ permission: "plan" }, async ({ params }: Props) => {
  const view = views[(await params).step];
  return view ? view() : notFound();
});
