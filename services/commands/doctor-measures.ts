import { doubt, type Found, fault, fine } from "./doctor-report.js";

/** How single figures are judged; the numbers stand here and nowhere else. */

const dayMs = 86_400_000;

/** The sequencer calls a clock step of this size a gap of monitoring. */
const clockOffsetMaxMs = 5_000;

/** The server's clock against ours, read between two instants of ours. */
export function clockFound(who: string, theirsMs: number, askedAtMs: number, answeredAtMs: number): Found[] {
  const offsetMs = theirsMs - (askedAtMs + answeredAtMs) / 2;
  const uncertainMs = (answeredAtMs - askedAtMs) / 2;
  if (Math.abs(offsetMs) - uncertainMs <= clockOffsetMaxMs) return [];
  const seconds = (Math.abs(offsetMs) / 1000).toFixed(1);
  const finding = `the clock of ${who} is ${seconds} s ${offsetMs > 0 ? "ahead of" : "behind"} this machine's`;
  return [doubt(finding, "See to it that both keep time with NTP; deadlines go by this machine's clock.")];
}

/** Two weeks are what `certificate-ends-soon` has by default. */
const certificateDaysMin = 14;

export function certificateFound(whose: string, endsAtMs: number | null, nowMs: number): Found[] {
  if (endsAtMs === null) return [];
  const on = new Date(endsAtMs).toISOString().slice(0, 10);
  if (endsAtMs <= nowMs) return [fault(`${whose} certificate has ended (${on})`, "Renew it.")];
  if (endsAtMs - nowMs >= certificateDaysMin * dayMs) return [];
  return [doubt(`${whose} certificate ends on ${on}`, "Renew it before that.")];
}

const gibBytes = 1024 ** 3;
/** PostgreSQL alone keeps up to one of these in log files before it tidies. */
const freeMinBytes = gibBytes;
/** A day of 10,000 residents is about one. Source: judgement. */
const freeUsualBytes = 5 * gibBytes;

export function spaceFound(folder: string, freeBytes: number): Found {
  const free = `${(freeBytes / gibBytes).toFixed(1)} GiB free under ${folder}`;
  if (freeBytes < freeMinBytes) return fault(free, "Free some space, or set VELVAKT_DATA_DIR to a larger disk.");
  if (freeBytes < freeUsualBytes)
    return doubt(free, "That is little for weeks of log: see to more, or keep fewer days.");
  return fine(free);
}

/** What eleven connections beside the pool's are for: the log, the lock, the queue, a snapshot, an administrator. */
const connectionsBesideMax = 11;

export function connectionsFound(connectionsMax: number, poolMax: number): Found[] {
  const needed = poolMax + connectionsBesideMax;
  if (connectionsMax >= needed) return [];
  const finding = `the server takes ${connectionsMax} connections, and Velvakt may want ${needed}`;
  return [doubt(finding, "Raise max_connections there, or lower VELVAKT_POSTGRES_POOL_MAX.")];
}
