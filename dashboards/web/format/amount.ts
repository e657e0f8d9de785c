/** A figure with its unit as people write it; two decimals, cut and not rounded, so that 99.999 % is not all. */
export function amount(value: number, unit: string, locale: string): string {
  // What is stored as 0.28999… is written 0.29.
  const cut = Math.floor(value * 100 + 1e-6) / 100;
  const said = cut.toLocaleString(locale, { maximumFractionDigits: 2 });
  return unit === "" ? said : `${said} ${unit}`;
}
