/** A stretch of time. */
export interface Span {
  fromMs: number;
  /** Exclusive; Infinity while it lasts. */
  toMs: number;
}
