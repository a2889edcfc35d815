/**
 * Names below .localhost are loopback (RFC 6761, section 6.3). Browsers and curl know that; Node.js leaves it to the system, and
 * not every system does. From here on this process knows it too.
 */
import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";

type Lookup = (hostname: string, ...rest: unknown[]) => unknown;

const knowing =
  (lookup: Lookup): Lookup =>
  (hostname, ...rest) =>
    lookup(hostname.endsWith(".localhost") ? "127.0.0.1" : hostname, ...rest);

for (const owner of [dns, dns.promises] as { lookup: Lookup }[]) owner.lookup = knowing(owner.lookup);
syncBuiltinESMExports();
