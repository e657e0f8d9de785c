/** A system of the ecosystem as the city knows it; the ids are those of the ecosystem file. */
export interface Component {
  id: string;
  /** It exists once per district and is named `mobile-network@grorud` there. */
  perDistrict?: true;
  /** What it does not work without. */
  dependsOn: readonly string[];
  /** Those of them without which it does not even answer, because it runs in or behind them. */
  isBehind?: readonly string[];
  /** Milliseconds that it takes to answer whether it is there, from and to. Source: judgement. */
  answersInMs: readonly [min: number, max: number];
}
