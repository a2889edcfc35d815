import { ReviewStep } from "#components/wizard/steps/review/review-step";
import { page } from "#lib/server/http/guard";
import { startApply } from "../../../runs/actions";

export default page({ permission: "plan" }, async () => <ReviewStep startApply={startApply} />);
