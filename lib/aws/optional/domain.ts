/** A domain name as Route 53 gives it, in one form: lower case, no dot at the end, no escaped asterisk; "." stays. */
export function domainFrom(name = ""): string {
  const lower = name.toLowerCase().replaceAll("\\052", "*");
  return lower === "." ? lower : lower.replace(/\.$/, "");
}
