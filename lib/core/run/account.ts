/** Whose network is worked on: what every page shows. */
export type Account = {
  accountId: string;
  alias: string | null;
  /** `role Admin`, `user operator`. */
  principal: string;
  profile: string | null;
  /** The principal for changes, where it is another: `role postern-apply`, or a profile. */
  appliesAs: string | null;
  sandbox: boolean;
  /** Set when calls go elsewhere than to AWS's own endpoints. */
  endpointUrl: string | null;
};
