/** Domain names: those of AWS and of what is above them stay, others are replaced. */
import { AWS_DOMAINS } from "#lib/core/network/services/partition";
import type { Tokens } from "./tokens";

const KNOWN: readonly string[] = [...AWS_DOMAINS, "aws", "amazonaws.com.cn", "amazon.com"];

/** `domain` may begin with `*.`; ids in names of AWS, such as an endpoint's own, are replaced too. */
export function redactedDomain(domain: string, { ids, name }: Tokens): string {
  const plain = domain.replace(/^\*\./, "").replace(/\.$/, "").toLowerCase();
  const isAws = KNOWN.some((known) => plain === known || plain.endsWith(`.${known}`));
  const isAbove = plain === "" || plain === "*" || KNOWN.some((known) => known.endsWith(`.${plain}`));
  if (isAws || isAbove) return ids(domain).replace(/^(vpce-[0-9a-f]{17})-[0-9a-z]+/, "$1-00000000");
  return `${domain.startsWith("*.") ? "*." : ""}${name(plain)}.example`;
}
