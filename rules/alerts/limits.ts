import type { Ecosystem } from "../model/ecosystem.js";

/** Within how long the district wants an alert taken, ms; what concerns no district has the strictest. */
export function responseLimitMs({ districts }: Ecosystem, district: string | null): number {
  const found = districts.find((one) => one.id === district);
  return (found?.responseLimitMin ?? Math.min(...districts.map((one) => one.responseLimitMin))) * 60_000;
}
