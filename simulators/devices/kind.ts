/** What tells one make of dispenser from another. */
export interface DispenserKind {
  deviceClass: string;
  firmware: string;
  /** It notices by itself that a dose was left, and says so. */
  reportsMissed: boolean;
  /** It knows the plan that a dose belongs to, beside its time. */
  namesPlan: boolean;
  /** How many days' doses it holds, for somebody with so many a day. */
  holdsDays(dosesPerDay: number): number;
  /** It reads off the roll what it has been loaded with, and says so. */
  saysLoaded: boolean;
}
