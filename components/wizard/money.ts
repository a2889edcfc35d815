const format = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });

/** "$58.40". */
export function usd(amount: number): string {
  return format.format(amount);
}
