/** How many residents manual rounds reach within the time it takes to get people on the road. */
export interface FallbackMeans {
  /** People for manual rounds; null where nobody has said. */
  staff: number | null;
  mobilisationMin: number;
}

/** Everybody makes as many visits as fit; null while the staff is not known. */
export function reachOf({ staff, mobilisationMin }: FallbackMeans, visitMin: number): number | null {
  return staff === null ? null : staff * Math.floor(mobilisationMin / visitMin);
}
