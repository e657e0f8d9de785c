import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { Input, Output } from "../../rules/model/engine.js";

/** The rules' engine as a value, so that recovery and snapshots can be tested with a small one. */
export interface Engine<State> {
  rulesVersion: string;
  snapshotFormat: number;
  createState(ecosystem: Ecosystem): State;
  step(state: State, input: Input): Output[];
  dumpState(state: State): Generator<string>;
  loadState(ecosystem: Ecosystem, lines: Iterable<string>): State;
}

/** The installation that the engine judges by; the hash says whether a snapshot was made under the same. */
export interface EcosystemInForce {
  ecosystem: Ecosystem;
  ecosystemHash: string;
}
