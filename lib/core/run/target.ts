import type { Access } from "#lib/core/iam/table";

/** Where calls go: decided once, from settings (`target.ts`). Serializable; holds no credentials. */
export type Target = {
  region: string;
  /** Profile of the shared config files, if one is named. */
  profile: string | null;
  /** A custom endpoint such as the sandbox's; null for AWS itself. */
  endpointUrl: string | null;
  /** The endpoint is Postern's own sandbox. */
  sandbox: boolean;
  /** Set where reads and changes have rights of their own: what this one's credentials are good for. */
  access?: Access;
  /** Role that is assumed with the profile's credentials. */
  role?: AssumedRole;
};

export type AssumedRole = {
  arn: string;
  /** Who acts, as CloudTrail shows it for every call: see `sourceIdentity`. */
  sourceIdentity: string;
};

export type Identity = { accountId: string; arn: string; alias: string | null };
