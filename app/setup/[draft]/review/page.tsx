import type { Metadata } from "next";
import { ReviewStep } from "#components/plan/review-step";
import { stepTitle } from "#components/wizard/step-names";
import { page } from "#lib/server/guard";
import { startApply } from "../../../runs/actions";

export const metadata: Metadata = { title: stepTitle("review") };

export default page({ permission: "plan" }, async () => <ReviewStep startApply={startApply} />);
