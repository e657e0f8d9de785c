/** What Grafana makes of a question before it asks it. */

const steps: [number, string][] = [
  [60_000, "1m"],
  [120_000, "2m"],
  [300_000, "5m"],
  [600_000, "10m"],
  [900_000, "15m"],
  [1_200_000, "20m"],
  [1_800_000, "30m"],
  [3_600_000, "1h"],
  [7_200_000, "2h"],
  [10_800_000, "3h"],
  [21_600_000, "6h"],
  [43_200_000, "12h"],
  [86_400_000, "1d"],
];
/** About what a panel of half the width has room for. */
const pointsMax = 500;

export interface Shown {
  fromMs: number;
  toMs: number;
  variables: Record<string, readonly string[] | "all">;
}

/** The next of Grafana's steps above what there is room for; never less than the panel's own, which is a minute. */
export function intervalOf({ fromMs, toMs }: Shown): string {
  const wanted = (toMs - fromMs) / pointsMax;
  return (steps.find(([ms]) => ms >= wanted) ?? steps.at(-1) ?? [0, "1d"])[1];
}

const escaped = (text: string) => text.replaceAll(/[\\^$*+?.()|[\]{}/]/g, "\\$&");

/** `${name:regex}`: the value that stands for all as it is, chosen ones escaped and joined. */
function filledIn(chosen: readonly string[] | "all" | undefined): string {
  if (chosen === undefined || chosen === "all") return ".*";
  const [only, ...others] = chosen.map(escaped);
  return others.length === 0 ? (only ?? "") : `(${[only, ...others].join("|")})`;
}

export function interpolate(query: string, shown: Shown): string {
  const filled = query
    .replaceAll("$timeFilter", `time >= ${shown.fromMs}ms and time <= ${shown.toMs}ms`)
    .replaceAll("$__interval", intervalOf(shown))
    .replaceAll(/\$\{(\w+):regex\}/g, (_, name: string) => filledIn(shown.variables[name]));
  if (/\$(?!\/)/.test(filled)) throw new Error(`something was not filled in: ${filled}`);
  return filled;
}
