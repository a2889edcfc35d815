/** US dollars for people: $0, $0.0400, $58.40. Amounts below a dollar keep four places, as prices per hour and GB have. */
export function dollars(amount: number): string {
  if (amount === 0) return "$0";
  const digits = amount < 1 ? 4 : 2;
  return `$${amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: digits })}`;
}
