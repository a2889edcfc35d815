import { findService, shortName } from "#lib/core/network/services/service";
import { nearest } from "#lib/core/text/nearest";
import type { Check } from "../check";

/** The Region does not offer a service under this name, or not as the kind of endpoint that was asked for. */
export const serviceNotInRegion: Check = ({ intent, before }) =>
  intent.services
    .filter((raw) => before.vpc && !findService(before, raw))
    .map((raw) => {
      const known = before.services.map(({ name }) => shortName(name, before.region));
      const close = nearest(raw, known);
      return {
        code: "service-not-in-region",
        severity: "error",
        summary: `services: ${before.region} offers no endpoint for ${raw}.`,
        detail:
          "The service has another name, is not offered in this Region, or not as an interface or gateway endpoint.",
        resources: [raw],
        fix: close ? `Did you mean ${close}?` : "Search the Region's services for its name, or take it out.",
      };
    });
