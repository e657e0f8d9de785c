import { Temporal } from "temporal-polyfill";

/**
 * A small language for what was received, so that a nurse can read a row: `07:10 dispensed 08:00`.
 *
 * `[day] time what… | option, option`. Times are Oslo's wall clock on the row's day, Wednesday 4
 * March 2026 unless the row says otherwise; `Tue_20:00` and `29.03_02:30` name another day, `b` after
 * a time its second occurrence where the clock repeats an hour. A message is received at the instant
 * it was written unless `received …` says otherwise.
 */
export const tableZone = "Europe/Oslo";
const year = 2026;
const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** One thing received: a message on a topic, or what Velvakt says of its own absence. */
export type Received =
  | { receivedAtMs: number; topic: string; payload: object }
  | { receivedAtMs: number; own: { kind: "gap-opened"; fromMs: number; reason: "restart" } | { kind: "gap-closed" } };

/** The date that a word names in the week of the row's day, or by day and month. */
function dateOf(word: string, day: string): string {
  const known = /^(\d\d)\.(\d\d)$/.exec(word);
  if (known) return `${year}-${known[2]}-${known[1]}`;
  const base = Temporal.PlainDate.from(day);
  const index = weekdays.indexOf(word);
  if (index < 0) throw new Error(`not a day: ${word}`);
  return base.add({ days: index + 1 - base.dayOfWeek }).toString();
}

const instantForm = /^(?:([A-Z][a-z]{2}|\d\d\.\d\d)_)?(\d\d:\d\d(?::\d\d(?:\.\d{3})?)?)(b?)$/;

/** UTC ms of `08:00`, `Tue_20:00`, `29.03_02:30b`. */
export function instantOf(text: string, day: string): number {
  const found = instantForm.exec(text);
  if (!found) throw new Error(`not a time: ${text}`);
  const [, word, time, second] = found;
  const date = word ? dateOf(word, day) : day;
  const disambiguation = second ? "later" : "compatible";
  return Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(tableZone, { disambiguation })
    .epochMilliseconds;
}

const iso = (ms: number) => new Date(ms).toISOString();
const isInstant = (text: string) => instantForm.test(text);

/** A bare day stays a date; anything else is an instant. */
function dateOrInstant(text: string, day: string): string {
  return isInstant(text) ? iso(instantOf(text, day)) : dateOf(text, day);
}

interface Said {
  type: string;
  data: Record<string, unknown>;
  /** Another sender than the device: a component and its district. */
  component?: { id: string; district: string };
}

interface Words {
  day: string;
  /** Words without `=`. */
  plain: string[];
  /** `name=value`. */
  named: Map<string, string>;
}

function planOf({ day, plain, named }: Words): Said {
  const times = plain.flatMap((word) => {
    const found = /^(\d\d:\d\d)(!?)(?:\+(\d+))?$/.exec(word);
    if (!found) return [];
    const [, at, critical, alertAfterMin] = found;
    return [
      { at, ...(critical ? { critical: true } : {}), ...(alertAfterMin ? { alertAfterMin: +alertAfterMin } : {}) },
    ];
  });
  const minutes = { early: "earlyMin", ontime: "onTimeMin", alert: "alertAfterMin", close: "closeAfterMin" };
  const data: Record<string, unknown> = {
    residentRef: "R-1",
    planId: planIdIn(plain),
    version: Number(plain.find((word) => /^v\d+$/.test(word))?.slice(1) ?? 1),
    times,
    from: named.has("from") ? dateOf(named.get("from") as string, day) : day,
    to: named.has("to") ? dateOf(named.get("to") as string, day) : day,
  };
  for (const [word, field] of Object.entries(minutes)) if (named.has(word)) data[field] = Number(named.get(word));
  if (named.has("days")) data.days = (named.get("days") as string).split(",");
  if (named.has("zone")) data.timezone = named.get("zone");
  if (plain.includes("critical")) data.critical = true;
  return { type: "plan.published", data };
}

function planIdIn(plain: readonly string[]): string {
  return plain.find((word) => word.startsWith("P-")) ?? "P-1";
}

function spanOf({ day, named }: Words): Record<string, string> {
  return Object.fromEntries([...named].map(([name, value]) => [name, dateOrInstant(value, day)]));
}

function scheduledIn({ day, plain }: Words): Record<string, string> {
  const time = plain.find(isInstant);
  return time ? { scheduledAt: iso(instantOf(time, day)) } : {};
}

const chain = { cloud: { id: "vendor-cloud", district: "_" }, network: { id: "mobile-network", district: "grorud" } };

function chainOf(name: keyof typeof chain, { plain }: Words): Said {
  const component = chain[name];
  const [what] = plain;
  if (what === "ok" || what === "failed") return { type: "probe.result", data: { ok: what === "ok" }, component };
  const type = what === "down" ? "outage.opened" : "outage.closed";
  return { type, data: { detectedBy: "supplier" }, component };
}

const modes = ["prn", "assisted", "unassisted", "sideways"];

/** What each first word means. */
const verbs: Record<string, (words: Words) => Said> = {
  plan: planOf,
  paused: (words) => ({ type: "plan.paused", data: { planId: planIdIn(words.plain), reason: "x", ...spanOf(words) } }),
  resumed: (words) => ({ type: "plan.resumed", data: { planId: planIdIn(words.plain), ...spanOf(words) } }),
  ended: (words) => ({ type: "plan.ended", data: { planId: planIdIn(words.plain), ...spanOf(words) } }),
  travel: (words) => ({ type: "dose.predispensed", data: { count: 1, ...spanOf(words) } }),
  dispensed(words) {
    const planId = words.plain.find((word) => word.startsWith("P-"));
    const mode = words.plain.find((word) => modes.includes(word)) ?? "unassisted";
    return { type: "dose.dispensed", data: { mode, ...scheduledIn(words), ...(planId ? { planId } : {}) } };
  },
  missed: (words) => ({ type: "dose.missed", data: { ...scheduledIn(words), reason: words.plain[1] ?? "user" } }),
  staff: (words) => ({
    type: "dose.followup",
    data: { ...scheduledIn(words), outcome: words.plain[0], actorRole: "nurse" },
  }),
  beat: ({ named }) => ({
    type: "link.heartbeat",
    data: named.has("buffer") ? { bufferedEvents: Number(named.get("buffer")) } : {},
  }),
  empty: () => ({ type: "stock.empty", data: {} }),
  roll: (words) => {
    const data = { rollId: "roll-1", firstDoseAt: `${words.day}T00:00:00Z`, lastDoseAt: `${words.day}T23:00:00Z` };
    return { type: "roll.loaded", data: { ...data, doses: 40 } };
  },
  fault: ({ plain }) => ({ type: "fault.raised", data: { code: plain[0] } }),
  cleared: ({ plain }) => ({ type: "fault.cleared", data: { code: plain[0] } }),
  assigned: () => ({ type: "inventory.assigned", data: { residentRef: "R-1" } }),
  returned: () => ({ type: "inventory.returned", data: {} }),
  novel: () => ({ type: "something.new", data: {} }),
  cloud: (words) => chainOf("cloud", words),
  network: (words) => chainOf("network", words),
};

/** `garbled dispensed`: a message of that kind that cannot be used. */
const garbled: Record<string, string> = { dispensed: "dose.dispensed", beat: "link.heartbeat", plan: "plan.published" };

interface Options {
  received?: number;
  device: string;
  district: string;
  envelope: Record<string, unknown>;
}

function optionsOf(text: string, day: string): Options {
  const options: Options = { device: "D-1", district: "grorud", envelope: {} };
  for (const option of text.split(",").map((one) => one.trim())) {
    const [name = "", value = ""] = option.split(" ");
    if (name === "received") options.received = instantOf(value, day);
    else if (name === "on") options.device = value;
    else if (name === "in") options.district = value;
    else if (name === "no") options.envelope.sequence = Number(value);
    else if (name === "id") options.envelope.id = value;
    else if (name === "replayed" || name === "test") options.envelope[name] = true;
    else if (name !== "") throw new Error(`not an option: ${option}`);
  }
  return options;
}

function wordsOf(rest: readonly string[], day: string): Words {
  const named = rest.filter((word) => word.includes("=")).map((word) => word.split("=") as [string, string]);
  return { day, plain: rest.filter((word) => !word.includes("=")), named: new Map(named) };
}

function said(verb: string, words: Words): Said {
  if (verb === "garbled")
    return { type: garbled[words.plain[0] ?? ""] as string, data: { mode: [], scheduledAt: 7, rssiDbm: "?" } };
  const make = verbs[verb];
  if (!make) throw new Error(`not a word of the notation: ${verb}`);
  return make(words);
}

let lastId = 0;

function message(time: string, verb: string, rest: string[], optionText: string, day: string): Received {
  const timeMs = instantOf(time, day);
  const options = optionsOf(optionText, day);
  const receivedAtMs = options.received ?? timeMs;
  const topicOf = (who: string, channel: string) => `vft/v1/oslo/${who}/${channel}`;
  const device = `${options.district}/roll-dispenser/${options.device}`;
  if (verb === "offline" || verb === "online") {
    return { receivedAtMs, topic: topicOf(device, "state"), payload: { state: verb } };
  }
  const { type, data, component } = said(verb, wordsOf(rest, day));
  lastId += 1;
  const payload = {
    specversion: "1.0",
    id: `m-${String(lastId).padStart(6, "0")}`,
    source: component?.id ?? (type.startsWith("plan.") ? "record" : options.device),
    type: `no.vft.${type}`,
    time: iso(timeMs),
    data,
    ...options.envelope,
  };
  const who = component ? `${component.district}/component/${component.id}` : device;
  return { receivedAtMs, topic: topicOf(who, "event"), payload };
}

/** `06:00 beats until 20:00`: heartbeats every quarter of an hour, both ends included. */
function beats(from: string, rest: string[], optionText: string, day: string): Received[] {
  const toMs = instantOf(rest[1] ?? "", day);
  const first = message(from, "beat", rest.slice(2), optionText, day);
  if (!("topic" in first)) return [];
  const all: Received[] = [];
  for (let ms = first.receivedAtMs; ms <= toMs; ms += 15 * 60_000) {
    lastId += 1;
    const payload = { ...first.payload, id: `m-${String(lastId).padStart(6, "0")}`, time: iso(ms) };
    all.push({ receivedAtMs: ms, topic: first.topic, payload });
  }
  return all;
}

/** The messages of the lines, in order of reception; at one instant in the order written. */
export function parseLines(lines: readonly string[], day: string): Received[] {
  const all = lines.flatMap((line): Received[] => {
    const [text = "", optionText = ""] = line.split("|");
    const [time = "", verb = "", ...rest] = text.trim().split(/\s+/);
    if (verb === "beats") return beats(time, rest, optionText, day);
    if (verb !== "velvakt") return [message(time, verb, rest, optionText, day)];
    const receivedAtMs = instantOf(time, day);
    const since = wordsOf(rest, day).named.get("since");
    if (since === undefined) return [{ receivedAtMs, own: { kind: "gap-closed" } }];
    return [{ receivedAtMs, own: { kind: "gap-opened", fromMs: instantOf(since, day), reason: "restart" } }];
  });
  return all.sort((a, b) => a.receivedAtMs - b.receivedAtMs);
}

/** The line that a recording has for a message. */
export function recordingLine(one: Received): string {
  if (!("topic" in one)) throw new Error("a recording has no line for Velvakt's own absence");
  const { receivedAtMs, topic, payload } = one;
  return JSON.stringify({ receivedAt: iso(receivedAtMs), topic, payload });
}
