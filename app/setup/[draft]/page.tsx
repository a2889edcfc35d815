import { redirect } from "next/navigation";
import { page } from "#lib/server/http/guard";

export default page({ permission: "plan" }, async ({ params }: { params: Promise<{ draft: string }> }) => {
  redirect(`/setup/${(await params).draft}/network`);
});
