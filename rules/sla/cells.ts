export interface Minutes {
  fromMs: number;
  /** Exclusive; of the present window or day its end, which is still to come. */
  toMs: number;
  downMs: number;
  maintenanceMs: number;
  unknownMs: number;
}

export interface SlaWindow extends Minutes {
  label: string;
  /** Those that began in this window, ascending. */
  outages: Outage[];
}

/** An outage that counts against the contract. */
export interface Outage {
  fromMs: number;
  /** The last instant that counts, so far. */
  toMs: number;
  /** How long it was down unplanned: the clock of the time to restore. */
  downMs: number;
}

/**
 * The account of one component. Statements may arrive as late as late data is taken, so the account
 * is closed only up to then and the time after is worked out anew whenever somebody asks. What is
 * closed is totals: months of running do not make it grow.
 */
export interface SlaCell {
  componentId: string;
  /** Everything before is counted. */
  countedToMs: number;
  /** The outage that goes on at `countedToMs`, as far as it is counted. */
  openOutage: Outage | null;
  /** Ascending; the last one holds `countedToMs`. */
  windows: SlaWindow[];
  /** The latest local days, ascending. */
  days: Minutes[];
  /** Findings that were raised and still hold: a person who closes one is not asked again. */
  said: string[];
}
