/** Where a custom endpoint leads: to AWS, to Postern's own EC2 rules, or to something that may carry out a dry run. */
import { isAwsEndpoint } from "#lib/core/network/services/partition";

/** How long the rules may take to say that it is they, in milliseconds. */
const PATIENCE = 1_000;

/** Whether what answers at the endpoint is known to honour DryRun as EC2 does: AWS, or a proxy with Postern's EC2 rules. */
export async function honoursDryRun(endpointUrl: string): Promise<boolean> {
  if (isAwsEndpoint(endpointUrl)) return true;
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const response = await fetch(new URL("/_postern/ec2-rules", endpointUrl), { signal, redirect: "error" });
    return response.ok && (await response.json()).dryRun === "honoured";
  } catch {
    return false;
  }
}
