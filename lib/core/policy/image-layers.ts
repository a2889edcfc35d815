/** Whether an S3 endpoint's policy allows image layers of ECR (ECR user guide, minimum S3 bucket permissions). */
import { partitionOf } from "#lib/core/network/services/partition";
import { isForEverybody, type Statement, statementsOf, textsOf } from "./policy";
import { wildcardMatches } from "./wildcard";

/** The bucket of AWS's own that holds a Region's layers, with its objects. */
export function layerBucketArn(region: string): string {
  return `arn:${partitionOf(region)}:s3:::prod-${region}-starport-layer-bucket/*`;
}

/** Layers are read by URLs that AWS presigned, from a bucket of AWS: neither caller nor bucket belongs to the account. */
const ACCOUNT_KEY =
  /^(?:aws:(?:principal|federatedprovider|userid$|username$|source(?:account|arn|org)|resource(?:account|org|tag))|s3:resourceaccount$)/i;

/** Operators that say "is not": StringNotEquals, ArnNotLike, with and without ForAllValues and IfExists. */
const isNegated = (operator: string): boolean => /(?:^|:)(?:String|Arn|Numeric)Not/i.test(operator);

type Condition = { operator: string; key: string };

function conditionsOf({ Condition }: Statement): Condition[] {
  return Object.entries((Condition ?? {}) as object).flatMap(([operator, keys]) =>
    Object.keys(typeof keys === "object" && keys !== null ? keys : {}).map((key) => ({ operator, key })),
  );
}

/** Whether a member such as Action, or its `Not…` element, includes one text. */
function includes(statement: Statement, member: "Action" | "Resource", text: string): boolean {
  const matches = (pattern: string) => wildcardMatches(pattern, text);
  const not = statement[`Not${member}`];
  return not === undefined ? textsOf(statement[member]).some(matches) : !textsOf(not).some(matches);
}

/**
 * Whether ECR's image layers can be read: s3:GetObject on the Region's layer bucket is allowed without a condition on who calls or
 * whose bucket it is, and not denied on account of those. Other conditions are taken to be met.
 */
export function allowsEcrLayers(policy: unknown, region: string): boolean {
  const layer = layerBucketArn(region).replace(/\*$/, "0123-layer");
  const about = statementsOf(policy).filter(
    (statement) => includes(statement, "Action", "s3:GetObject") && includes(statement, "Resource", layer),
  );
  const isMet = ({ operator, key }: Condition) => !ACCOUNT_KEY.test(key) || isNegated(operator);
  const everybody = (statement: Statement) => isForEverybody(statement) || "NotPrincipal" in statement;
  const allowed = about.some(
    (statement) => statement.Effect === "Allow" && everybody(statement) && conditionsOf(statement).every(isMet),
  );
  const denied = about.some(
    (statement) =>
      statement.Effect === "Deny" &&
      everybody(statement) &&
      conditionsOf(statement).every(({ operator, key }) => ACCOUNT_KEY.test(key) && isNegated(operator)),
  );
  return allowed && !denied;
}
