/** Packages of the engine that bundlers must leave alone: they load parts of themselves at run time. */
export const enginePackages = ["@dbos-inc/dbos-sdk"];
