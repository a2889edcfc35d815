/** Domain names as Route 53 compares them. */

/** In lower case, without a dot at the end and without a leading `*.`: a wildcard's names are those below its parent. */
export const baseName = (name: string): string =>
  name === "." ? name : name.toLowerCase().replace(/\.$/, "").replace(/^\*\./, "");

/** Whether a name is below a domain; every name is below the root, which is written ".". */
const isBelow = (name: string, domain: string): boolean => domain === "." || name.endsWith(`.${domain}`);

/** Whether a domain covers a name: it is that name, or a parent of it. */
export const covers = (domain: string, name: string): boolean => domain === name || isBelow(name, domain);

/** Labels, so that the more specific of two domains has more; the root has none. */
export const labelsIn = (domain: string): number => (domain === "." ? 0 : domain.split(".").length);
