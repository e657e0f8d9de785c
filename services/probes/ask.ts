import type { Probe } from "../../rules/model/ecosystem.js";

/** What asking a component once has shown. */
export interface Answer {
  ok: boolean;
  /** Why not, in few words; null if it is well. Never sent on: it is for logs and `velvakt doctor`. */
  reason: string | null;
  /** When the certificate that it showed ends; null where there is none. */
  certificateEndsAtMs: number | null;
}

/** Asks once, over a connection of its own; ends it when `signal` is aborted. Rejects with the reason if it is not answered. */
export type Ask = (target: string, signal: AbortSignal) => Promise<Answer>;

export type ProbeKind = Probe["kind"];

export const well = (certificateEndsAtMs: number | null = null): Answer => ({
  ok: true,
  reason: null,
  certificateEndsAtMs,
});

export const unwell = (reason: string, certificateEndsAtMs: number | null = null): Answer => ({
  ok: false,
  reason,
  certificateEndsAtMs,
});
