import type { FastifyBaseLogger } from "fastify";
import type pg from "pg";
import type { Registry } from "prom-client";
import type { RawMessage, Settled } from "../../ingest/message.js";
import type { FlowView } from "../../rules/chain/flow-view.js";
import type { RefillsAsked, RefillsView } from "../../rules/devices/refills.js";
import type { RiskView } from "../../rules/fros/view.js";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { Output } from "../../rules/model/engine.js";
import type { LogEvent } from "../../rules/model/event.js";
import type { Gate } from "../../rules/model/risk.js";
import type { DistrictEvidence } from "../../rules/scaling/evidence.js";
import type { Headroom } from "../../rules/scaling/headroom.js";
import type { SlaReport } from "../../rules/sla/records.js";
import type { UnreviewedIncident } from "../database/read/incident-reviews.js";
import type { EventStore } from "../runtime/event-store.js";
import type { WebFiles } from "./web-files.js";

/** Names of the series there are, with what can be asked of each. */
export type SeriesTable = Record<
  string,
  { tags: Record<string, string>; fields: Record<string, { type: string; unit: string }> }
>;

/** All that the API needs from the rest of the process; it starts nothing and knows no other service. */
export interface ApiOptions {
  pool: pg.Pool;
  ecosystem: Ecosystem;
  /** Hands a message to ingest; settles after the commit that made it durable. */
  submit: (message: RawMessage) => Promise<Settled>;
  /** The same for what people did here; resolves after its commit. */
  submitOwn: (event: LogEvent) => Promise<unknown>;
  /** Calls the listener with each batch of committed outputs until the returned function is called. */
  subscribe: (listener: (outputs: readonly Output[]) => void) => () => void;
  /** Each part of the process: null when it is ready, otherwise why it is not. */
  readiness: () => Record<string, string | null>;
  /** Parts that are not needed to be ready: null when well, otherwise what is wrong. */
  degraded?: () => Record<string, string | null>;
  /** What telemetry says of the scenarios now. */
  risk: () => RiskView;
  /** How messages come through the chain now. */
  flows: () => FlowView[];
  /** Which devices run out soon, by what the engine knows now. */
  refills: (asked: RefillsAsked) => RefillsView;
  /** The contract accounts as the engine has them now. */
  sla: () => SlaReport;
  /** The scaling gates as they are judged now. */
  scaling: () => Promise<ScalingNow>;
  eventStore: EventStore;
  measurements: SeriesTable;
  /** The wall clock, UTC ms. */
  now: () => number;
  log: FastifyBaseLogger;
  /** Where other parts have registered their own metrics; the API adds its own and serves all. */
  registry: Registry;
  /** Required as `Authorization: Bearer …` when given; null means: only for this machine. */
  token: string | null;
  /** Host names accepted beside the loopback ones when there is no token. */
  allowedHosts: readonly string[];
  /** The web app's files; null where it has not been built. */
  web: WebFiles | null;
  /** What is watched does not exist; the page says so. */
  simulated?: boolean;
  /** Bounds of the event stream, for tests. */
  stream?: Partial<StreamLimits>;
}

/** The city's gate and headroom (district null) and those of each district. */
export interface ScalingNow {
  atMs: number;
  gates: readonly Gate[];
  headrooms: readonly Headroom[];
  districts: readonly DistrictEvidence[];
  residents: number;
  unreviewed: readonly UnreviewedIncident[];
}

export interface StreamLimits {
  clientsMax: number;
  /** What may wait to be sent to one client, bytes. */
  bufferMaxBytes: number;
  keepAliveMs: number;
}

/**
 * 4 MiB hold the changes of some 8,000 doses: a client that falls behind by more is faster told to start over. A page
 * that hears nothing for 10 s says that its figures are old, so a quiet stream gives a sign of life twice as often.
 */
export const defaultStreamLimits: StreamLimits = {
  clientsMax: 100,
  bufferMaxBytes: 4 * 1024 * 1024,
  keepAliveMs: 5_000,
};
