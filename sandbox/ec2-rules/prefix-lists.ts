/** AWS-managed prefix lists: LocalStack's have random ids and no entries. */
import { createHash } from "node:crypto";

export type PrefixList = { id: string; name: string; cidrs: string[] };

const IDS: Record<string, string> = {
  "com.amazonaws.us-east-1.s3": "pl-63a5400a",
  "com.amazonaws.us-east-1.dynamodb": "pl-02cd2c6b",
};
const CIDRS: Record<string, string[]> = {
  s3: ["3.5.0.0/19", "16.182.0.0/16", "18.34.0.0/19", "52.216.0.0/15", "54.231.0.0/16"],
  dynamodb: ["3.218.180.0/22", "52.94.0.0/22", "52.119.224.0/20"],
  s3express: ["18.34.48.0/20", "18.34.240.0/22"],
};

/** The Region's lists of the services that have gateway endpoints. */
export function awsPrefixLists(region: string): PrefixList[] {
  return Object.entries(CIDRS).map(([service, cidrs]) => {
    const name = `com.amazonaws.${region}.${service}`;
    const digest = createHash("sha256").update(name).digest("hex");
    return { id: IDS[name] ?? `pl-${digest.slice(0, 8)}`, name, cidrs };
  });
}
