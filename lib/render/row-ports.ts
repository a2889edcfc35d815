import { servicePorts } from "#lib/core/network/service-ports";

/** TCP ports as plans hold them: numbers, or ranges such as "1400-1499". */
export type PortTexts = readonly (number | string)[];

/** The ports of a reachability row; plans stored before rows had them are about those that AWS documents. */
export function portsOfRow({ service, ports }: { service: string; ports?: PortTexts }): PortTexts {
  return ports ?? servicePorts(service).map(({ from, to }) => (from === to ? from : `${from}-${to}`));
}
