import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { VpcView } from "#components/vpc/vpc-view";
import { regionCode, vpcId } from "#lib/core/intent/intent";
import { page } from "#lib/server/http/guard";
import { target } from "#lib/server/services/reads";
import { Frame } from "../../frame";
import { createDraft } from "../../setup/actions";

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** The view writes the title itself: it is the VPC's name, once that is known. */
export const metadata: Metadata = { title: null };

/** What exists of a VPC today, and what its workloads reach. `?region=`, else the Region of the settings. */
export default page({ permission: "read" }, async ({ params, searchParams }: Props) => {
  const id = vpcId.safeParse((await params).id);
  const region = regionCode.safeParse((await searchParams).region ?? (await target()).region);
  if (!id.success || !region.success) notFound();
  return (
    <Frame region={region.data}>
      <VpcView region={region.data} vpcId={id.data} create={createDraft} />
    </Frame>
  );
});
