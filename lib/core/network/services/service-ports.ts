/** On which TCP ports services listen: the one table that rules, reachability, verification and all documents use. */
import { type PortRange, type PortText, portRange } from "../ports";
import type { Snapshot } from "../snapshot";
import { isAmazons, type RequestedService, serviceField } from "./service";

const port = (number: number): PortRange => ({ from: number, to: number });
const range = (from: number, to: number): PortRange => ({ from, to });

const HTTPS: readonly PortRange[] = [port(443)];

/** TCP ports by short name, in ascending order, of services that do not listen on 443 alone; each with AWS's page. */
const PORTS: Readonly<Record<string, readonly PortRange[]>> = {
  // Amazon Keyspaces developer guide, using interface VPC endpoints
  cassandra: [port(9142)],
  "cassandra-fips": [port(9142)],
  // Amazon SES developer guide, setting up VPC endpoints; the SMTP endpoint also listens on 25, 465, 2465 and 2587
  "email-smtp": [port(587)],
  // Amazon AppStream 2.0 administration guide, creating and streaming from interface VPC endpoints
  "appstream.streaming": [port(443), range(1400, 1499)],
  // Amazon WorkSpaces administration guide, creating and streaming from interface VPC endpoints
  "prod.highlander": [port(443), port(4195)],
  // AWS DataSync user guide, network requirements for VPC endpoints
  datasync: [port(443), range(1024, 1064)],
  // AWS Storage Gateway user guide, activating a gateway in a virtual private cloud
  storagegateway: [port(443), range(1026, 1028), port(1031), port(2222)],
  // AWS IoT Core developer guide, protocols, port mappings
  "iot.data": [port(443), port(8883)],
  // AWS Transfer Family user guide, creating a server in a virtual private cloud: SFTP
  "transfer.server": [port(22)],
};

/** What follows the Region in a full name: `ecr.api` of `com.amazonaws.us-east-1.ecr.api`; short names stay as they are. */
const shortNameOf = (serviceName: string): string => serviceName.replace(/^.*\.[a-z]+(?:-[a-z]+)+-\d+\./, "");

/** The TCP ports on which a service of AWS listens, by its short or full name; 443 unless its documentation names others. */
export function servicePorts(serviceName: string): readonly PortRange[] {
  const name = shortNameOf(serviceName);
  return Object.hasOwn(PORTS, name) ? (PORTS[name] ?? HTTPS) : HTTPS;
}

/** The ports that an intent gives by service. */
export type IntentPorts = Readonly<Record<string, readonly PortText[]>>;

/**
 * The TCP ports that a service's clients connect to: those of the intent, else those that AWS documents. null: unknown, since
 * Amazon does not own the service and the intent gives none.
 */
export function portsOfService(
  snapshot: Pick<Snapshot, "services" | "region">,
  service: RequestedService,
  given: IntentPorts = {},
): readonly PortRange[] | null {
  const field = serviceField(snapshot, given, service);
  const asked = field === null ? [] : (given[field] ?? []).flatMap((text) => portRange(text) ?? []);
  if (asked.length > 0) return asked.toSorted((a, b) => a.from - b.from || a.to - b.to);
  return isAmazons(service.offer) ? servicePorts(service.short) : null;
}
