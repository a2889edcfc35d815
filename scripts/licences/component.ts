/** Somebody else's code that comes with Postern. */
export type Component = {
  name: string;
  version: string;
  /** As an SPDX expression. */
  licence: string;
  /** Where it is needed, when that is not everywhere: "optional", "Linux", "macOS and Windows". */
  where: string;
};
