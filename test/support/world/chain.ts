import type { EventData, EventType, Telemetry } from "../../../rules/model/event.js";
import type { Received } from "../../oracle/facts.js";
import { districtOf } from "./delivery.js";
import type { Random } from "./random.js";
import { type Dispenser, hourMs, minuteMs, type Outage, type Scene, type Span, secondMs } from "./scene.js";

/** What the systems of the chain tell of their outages: declared, probed, or nothing at all. */
export function chainLines(random: Random, scene: Scene): Received[] {
  const lines: Received[] = [];
  const counts = new Map<string, number>();
  const say: SayOfComponent = (atMs, componentId, district, type, data, lateMs = 0) => {
    const count = (counts.get(componentId) ?? 0) + 1;
    counts.set(componentId, count);
    const flightMs = scene.coarse ? 0 : random.int(10, 900);
    const event = {
      id: `${componentId}-${count}`,
      source: `${componentId}-${district ?? "all"}`,
      timeMs: atMs,
      type,
      data,
    };
    const sender = { tenant: "oslo", district: district ?? "_", deviceClass: "component", deviceId: componentId };
    const line: Received = {
      receivedAtMs: atMs + flightMs + lateMs,
      event: { kind: "telemetry", sender, event: event as unknown as Telemetry },
    };
    lines.push(line);
    if (random.chance(scene.odds.twice / 4)) lines.push({ ...line, receivedAtMs: line.receivedAtMs + hourMs });
  };
  for (const outage of scene.outages) tellOutage(random, scene, outage, say);
  if (random.chance(0.3)) falseAlarm(random, scene, say);
  return lines;
}

type SayOfComponent = <T extends EventType>(
  atMs: number,
  componentId: string,
  district: string | null,
  type: T,
  data: EventData[T],
  lateMs?: number,
) => void;

function tellOutage(random: Random, scene: Scene, outage: Outage, say: SayOfComponent): void {
  const { componentId, district } = outage;
  const unit = scene.coarse ? minuteMs : 1;
  const shift = (maxMs: number) => Math.floor(random.int(0, maxMs) / unit) * unit;
  if (outage.told.declared) {
    const lateMs = random.chance(0.3) ? shift(5 * hourMs) : 0;
    const data = { detectedBy: random.pick(["supplier", "municipality"] as const) };
    const openedAtMs = outage.fromMs + shift(10 * minuteMs);
    say(openedAtMs, componentId, district, "outage.opened", data, lateMs);
    say(Math.max(openedAtMs, outage.toMs) + shift(15 * minuteMs), componentId, district, "outage.closed", data, lateMs);
  }
  if (outage.told.probed) {
    const everyMs = random.pick([1, 5, 10]) * minuteMs;
    const beginMs = outage.fromMs - 30 * minuteMs + shift(everyMs);
    for (let atMs = beginMs; atMs < outage.toMs + 40 * minuteMs; atMs += everyMs) {
      const ok = atMs < outage.fromMs || atMs >= outage.toMs;
      if (random.chance(0.97))
        say(atMs, componentId, district, "probe.result", { ok }, random.chance(0.05) ? hourMs : 0);
    }
  }
}

/** A probe that fails now and then: three in a row count as an outage although nothing was broken. */
function falseAlarm(random: Random, scene: Scene, say: SayOfComponent): void {
  const fromMs = random.int(scene.fromMs, scene.toMs);
  const failures = random.int(1, 4);
  const componentId = random.pick(["vendor-cloud", "mobile-network", "data-centre"]);
  const district = componentId === "mobile-network" ? random.pick(["grorud", "alna"]) : null;
  for (let index = 0; index <= failures; index += 1) {
    say(fromMs + index * minuteMs, componentId, district, "probe.result", { ok: index === failures });
  }
}

/** The broker tells when a device with a Last Will goes and comes. */
export function stateLines(random: Random, scene: Scene, device: Dispenser): Received[] {
  const neverOn = device.off.some((span) => span.fromMs < scene.fromMs);
  if (!device.states || neverOn) return [];
  const lines: Received[] = [];
  const tell = (receivedAtMs: number, state: "online" | "offline") => {
    const district = districtOf(device, receivedAtMs);
    const sender = { tenant: "oslo", district, deviceClass: device.deviceClass, deviceId: device.deviceId };
    lines.push({ receivedAtMs, event: { kind: "state", sender, state } });
  };
  const away: Span[] = [
    ...device.off,
    ...scene.outages.filter(
      (outage) => outage.way === "device" && (outage.district ?? device.district) === device.district,
    ),
  ];
  for (const span of away) {
    const noticedMs = span.fromMs + random.int(60 * secondMs, 150 * secondMs);
    if (noticedMs >= span.toMs) continue;
    tell(noticedMs, "offline");
    if (random.chance(0.85)) tell(span.toMs + random.int(500, 5 * secondMs), "online");
  }
  for (let blips = random.int(0, 2); blips > 0; blips -= 1) {
    const fromMs = random.int(scene.fromMs, scene.toMs);
    tell(fromMs, "offline");
    if (random.chance(0.8)) tell(fromMs + random.pick([20, 119, 120, 121, 300, 2400]) * secondMs, "online");
  }
  return lines;
}
