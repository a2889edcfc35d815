import { type PortText, portText } from "#lib/core/network/ports";
import { servicePorts } from "#lib/core/network/services/service-ports";

/** The ports of a reachability row; plans stored before rows had them are about those that AWS documents. */
export function portsOfRow({ service, ports }: { service: string; ports?: readonly PortText[] }): readonly PortText[] {
  return ports ?? servicePorts(service).map(portText);
}
