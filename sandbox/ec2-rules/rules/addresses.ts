import { createHash } from "node:crypto";
import type { Rule } from "../call";

export const publicAddresses: Rule = {
  name: "AllocateAddress gives a public address (LocalStack gives loopback ones; here they are of the range for documentation)",
  source: "RFC 5737",
  actions: ["AllocateAddress"],
  before(call) {
    if (call.params.has("Address")) return undefined;
    const digest = createHash("sha256").update(call.newId("eipalloc")).digest();
    return new Map([...call.params, ["Address", `198.51.100.${1 + ((digest[0] ?? 0) % 254)}`]]);
  },
};
