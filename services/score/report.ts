/** Something that a watcher told people; `kind` is that of Velvakt's alerts. */
export interface Said {
  kind: string;
  /** A dose, a device, a component, a step of a flow, an alert of a supplier's. */
  subject: string;
  deviceId: string | null;
  atMs: number;
  /** When it was taken back; null while it stands. */
  endMs: number | null;
  /** It stands under an incident that names another cause. */
  explained: boolean;
}

/** What a watcher held of one dose. */
export interface DoseSaid {
  /** Each time it was called missed. */
  missedAtMs: number[];
  /** At the end it is called missed. */
  endsMissed: boolean;
  /** When its limit had passed, it was said that nobody can know. */
  unknownAtLimit: boolean;
  /** The same at the end, for somebody to ask. */
  endsUnknown: boolean;
}

/** A cause named for what people see. */
export interface NamedCause {
  /** A component, or `monitoring-gap`. */
  cause: string;
  fromMs: number;
  toMs: number | null;
  atMs: number;
}

/** All that one watcher said of a stretch of time, in words that every watcher shares. */
export interface Report {
  name: string;
  doses: ReadonlyMap<string, DoseSaid>;
  said: readonly Said[];
  causes: readonly NamedCause[];
  notices: readonly { teamId: string; atMs: number }[];
}
