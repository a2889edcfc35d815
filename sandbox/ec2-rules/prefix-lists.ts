/** AWS-managed prefix lists: LocalStack's have random ids and no entries. */
import { createHash } from "node:crypto";

export type PrefixList = { id: string; name: string; cidrs: string[] };

type Lists = Readonly<Record<string, { id?: string; cidrs: readonly string[] }>>;

/** Of these Regions with the ids that AWS's have, and ranges that AWS publishes for the service there (AWS IP address ranges). */
const REGIONS: Readonly<Record<string, Lists>> = {
  "us-east-1": {
    s3: { id: "pl-63a5400a", cidrs: ["3.5.0.0/19", "16.182.0.0/16", "18.34.0.0/19", "52.216.0.0/15", "54.231.0.0/16"] },
    dynamodb: { id: "pl-02cd2c6b", cidrs: ["3.218.180.0/22", "52.94.0.0/22", "52.119.224.0/20"] },
  },
  "us-east-2": { s3: { id: "pl-7ba54012", cidrs: ["3.5.128.0/22", "52.219.80.0/20", "52.219.96.0/20"] } },
  "us-west-2": {
    s3: { id: "pl-68a54001", cidrs: ["3.5.76.0/22", "3.5.80.0/21", "52.92.128.0/17", "52.218.128.0/17"] },
  },
  "eu-west-1": { s3: { id: "pl-6da54004", cidrs: ["3.5.64.0/21", "3.5.72.0/23", "52.92.0.0/17", "52.218.0.0/17"] } },
  "eu-central-1": { s3: { id: "pl-6ea54007", cidrs: ["3.5.134.0/23", "3.5.136.0/22", "52.219.44.0/22"] } },
};

/** Ranges for the other lists: each has some, as AWS's have. */
const ELSEWHERE: Lists = {
  s3: { cidrs: ["52.219.0.0/20", "3.5.208.0/22"] },
  dynamodb: { cidrs: ["52.94.4.0/24", "52.119.240.0/21"] },
  s3express: { cidrs: ["18.34.48.0/20", "18.34.240.0/22"] },
};

/** The Region's lists of the services that have gateway endpoints. */
export function awsPrefixLists(region: string): PrefixList[] {
  return Object.entries({ ...ELSEWHERE, ...REGIONS[region] }).map(([service, { id, cidrs }]) => {
    const name = `com.amazonaws.${region}.${service}`;
    const digest = createHash("sha256").update(name).digest("hex");
    return { id: id ?? `pl-${digest.slice(0, 8)}`, name, cidrs: [...cidrs] };
  });
}
