import type { Ecosystem } from "./model/ecosystem.js";
import { createState, type EngineState } from "./state.js";
import { wake } from "./timers.js";

/** Raised when the cells change shape: an older snapshot is then rebuilt from the log. */
export const snapshotFormat = 5;
/** Raised when the same log would give other conclusions. */
export const rulesVersion = "5";

const cellMaps = [
  "plans",
  "devices",
  "strangers",
  "components",
  "alerts",
  "toldTogether",
  "incidents",
  "messages",
  "hops",
  "paths",
  "pulses",
  "sla",
  "supplierAlerts",
  "supplierDevices",
  "chainTests",
  "counts",
  "samples",
  "correctionsToldMs",
  "risks",
  "gates",
  "versions",
] as const;

/** JSON has no Infinity, which means *has not ended* here, and no −Infinity, *never yet*. */
function write(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) => {
    if (one === Number.POSITIVE_INFINITY) return { $: "+" };
    return one === Number.NEGATIVE_INFINITY ? { $: "-" } : one;
  });
}

function read(line: string): unknown {
  return JSON.parse(line, (_key, one: unknown) => {
    const sign = typeof one === "object" && one !== null ? (one as { $?: unknown }).$ : undefined;
    if (sign === "+") return Number.POSITIVE_INFINITY;
    return sign === "-" ? Number.NEGATIVE_INFINITY : one;
  });
}

/** One line per cell. The state may not be stepped while the lines are read. */
export function* dumpState(state: EngineState): Generator<string> {
  const { nowMs, seq, beganMs, gaps, catchUpMs, corrections } = state;
  yield write(["meta", { nowMs, seq, beganMs, gaps, catchUpMs, corrections }]);
  for (const name of cellMaps) for (const [key, cell] of state[name]) yield write([name, key, cell]);
  for (const [key, atMs] of state.timers.wakeAtMs) yield write(["wake", key, atMs]);
}

/** Throws SyntaxError or TypeError on lines that `dumpState` of this format did not write. */
export function loadState(ecosystem: Ecosystem, lines: Iterable<string>): EngineState {
  const state = createState(ecosystem);
  for (const line of lines) {
    const [name, key, cell] = read(line) as [string, unknown, unknown];
    if (name === "meta") Object.assign(state, key);
    else if (name === "wake") wake(state.timers, key as string, cell as number);
    else {
      const map = state[name as (typeof cellMaps)[number]] as Map<string, unknown>;
      if (!(map instanceof Map)) throw new TypeError(`a snapshot line begins with ${name}`);
      map.set(key as string, cell);
    }
  }
  return state;
}
