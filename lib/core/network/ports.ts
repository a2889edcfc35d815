/** TCP ports as ranges: one port, or several that lie side by side. */

/** Both ends belong to it. */
export type PortRange = { readonly from: number; readonly to: number };

/** As people write ports: 465, or "1400-1499". */
export type PortText = number | string;

export const HTTPS_PORT: PortRange = { from: 443, to: 443 };

/** The ports of return traffic to clients: the range of Linux, Amazon Linux included (net.ipv4.ip_local_port_range). */
export const RETURN_PORTS: PortRange = { from: 32768, to: 60999 };

const EVERY_PORT: PortRange = { from: 0, to: 65535 };

/** A port or range as it is written; null: neither, or not of 1 to 65535. */
export function portRange(text: PortText): PortRange | null {
  const [, from, to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(String(text)) ?? [];
  const range = { from: Number(from), to: Number(to) };
  return from !== undefined && range.from >= 1 && range.to <= 65535 && range.from <= range.to ? range : null;
}

/** A range as plans hold it: a number where it is one port. */
export const portText = ({ from, to }: PortRange): PortText => (from === to ? from : `${from}-${to}`);

/** "443", "443 and 1400-1499". */
export function portsInWords(ranges: readonly PortRange[]): string {
  const words = ranges.map((range) => String(portText(range)));
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1)}` : (words[0] ?? "");
}

/** Sorted, without repeats; ranges that overlap or touch become one. */
export function mergePorts(ranges: readonly PortRange[]): PortRange[] {
  const merged: PortRange[] = [];
  for (const next of ranges.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    const last = merged.at(-1);
    if (last && next.from <= last.to + 1)
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, next.to) };
    else merged.push(next);
  }
  return merged;
}

export const holdsPort = ({ from, to }: PortRange, port: number): boolean => from <= port && port <= to;

/** The TCP ports that a rule or network ACL entry is about: its range; all without one, or where it is about all protocols. */
export function portsOfRule({ protocol, ports }: { protocol: string; ports: PortRange | null }): PortRange {
  return protocol === "-1" ? EVERY_PORT : (ports ?? EVERY_PORT);
}

/** Whether a rule or network ACL entry is about TCP at all. */
export const isTcp = ({ protocol }: { protocol: string }): boolean =>
  protocol === "-1" || protocol === "tcp" || protocol === "6";

/** "HTTPS", "TCP 587", "TCP 443 and 1400-1499". */
export function trafficInWords(ranges: readonly PortRange[]): string {
  const [only, ...more] = ranges;
  const isHttps = only && more.length === 0 && only.from === HTTPS_PORT.from && only.to === HTTPS_PORT.to;
  return isHttps ? "HTTPS" : `TCP ${portsInWords(ranges)}`;
}
