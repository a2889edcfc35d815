/** Where a custom endpoint leads: to AWS, to Postern's own EC2 rules, or to something that may carry out a dry run. */

/** How long the rules may take to say that it is they, in milliseconds. */
const PATIENCE = 1_000;

/** DNS suffixes of AWS's own endpoints: standard, FIPS, dual-stack and VPC endpoints' (AWS General Reference, service endpoints). */
const OF_AWS = /\.(?:amazonaws\.com|amazonaws\.com\.cn|api\.aws|api\.amazonwebservices\.com\.cn)$/;

/** Whether the server at the endpoint is known to honour DryRun as EC2 does: AWS, or a proxy with Postern's EC2 rules. */
export async function honoursDryRun(endpointUrl: string): Promise<boolean> {
  if (OF_AWS.test(new URL(endpointUrl).hostname)) return true;
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const response = await fetch(new URL("/_postern/ec2-rules", endpointUrl), { signal, redirect: "error" });
    return response.ok && (await response.json()).dryRun === "honoured";
  } catch {
    return false;
  }
}
