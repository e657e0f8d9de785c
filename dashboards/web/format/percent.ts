/** A share as people write it; two decimals tell 99.95 from 100 and never round up to it. */
export function percent(value: number, locale: string): string {
  const cut = Math.floor(value * 100) / 100;
  return `${cut.toLocaleString(locale, { maximumFractionDigits: 2 })} %`;
}
