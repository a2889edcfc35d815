import { serviceField } from "#lib/core/network/services/service";
import { portsOfService } from "#lib/core/network/services/service-ports";
import { nearest } from "#lib/core/text/nearest";
import type { Check } from "../check";

/** A service of which AWS documents no ports, since Amazon does not own it, and the intent gives none. */
export const portUnknown: Check = ({ services, before, intent }) =>
  services
    .filter((service) => portsOfService(before, service, intent.ports) === null)
    .map(({ raw, offer }) => ({
      code: "port-unknown",
      severity: "warning",
      summary: `ports: on which TCP ports ${raw} listens is not known.`,
      detail: `${offer.owner === "" ? "Amazon does not own it" : `It belongs to ${offer.owner}`}, so no rules are added for it, and whether workloads reach it is not known.`,
      resources: [raw],
      fix: `Give its ports: "ports": {"${raw}": [8443]}.`,
    }));

/** A misspelled name that is not reported would leave a service with unintended ports. */
export const portsWithoutService: Check = ({ services, before, intent }) => {
  const given = intent.ports ?? {};
  const used = new Set(services.map((service) => serviceField(before, given, service)));
  return Object.keys(given)
    .filter((name) => !used.has(name) && !intent.services.includes(name))
    .map((name) => {
      const close = nearest(name, intent.services);
      return {
        code: "ports-without-service",
        severity: "error",
        summary: `ports: ${name} is not among the services, or has ports under another name already.`,
        detail: "These ports would be used for nothing.",
        resources: [name],
        fix: close ? `Did you mean ${close}?` : "Add the service, or take its ports out.",
      };
    });
};
