import type { FindingCode } from "#lib/core/format/finding-codes";
import type { Fault, Faults } from "./fault";
import { ofEndpoints } from "./of-endpoints";
import { ofNames } from "./of-names";
import { ofPlaces } from "./of-places";
import { ofTraffic } from "./of-traffic";

/** Of every code one fault at least. */
const byCode: Readonly<Record<FindingCode, Faults>> = { ...ofPlaces, ...ofEndpoints, ...ofNames, ...ofTraffic };

/** Every fault with the code that it shows as and a name of its own. */
export const faults: readonly { code: FindingCode; name: string; fault: Fault }[] = Object.entries(byCode).flatMap(
  ([code, named]) =>
    Object.entries(named).map(([name, fault]) => ({ code: code as FindingCode, name: `${code}: ${name}`, fault })),
);
