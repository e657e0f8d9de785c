import type { GateEvidence, GateRules, Judgement } from "./evidence.js";
import { reachOf } from "./fallback.js";
import { missing, text } from "./words.js";

/** Criteria that are how things stand now: contracts, what people have decided, tested and reviewed. */

const dayMs = 86_400_000;

export function judgeContracts({ components }: GateEvidence): Judgement {
  const broken = components.filter(
    ({ availabilityPercent: actual, agreedPercent }) => actual !== null && actual < agreedPercent,
  );
  const unknown = components.filter(({ availabilityPercent }) => availabilityPercent === null);
  const named = (no: string, en: string, some: typeof components) =>
    text(
      `${no}: ${some.map(({ name }) => name.no).join(", ")}`,
      `${en}: ${some.map(({ name }) => name.en).join(", ")}`,
    );
  const judged = { target: 0, actual: broken.length };
  if (broken.length > 0) return { ...judged, met: false, why: named("Under avtalen", "Below contract", broken) };
  if (unknown.length > 0 || components.length === 0) {
    return { ...judged, met: null, why: named("Ukjent", "Unknown", unknown) };
  }
  return { ...judged, met: true, why: text("Alle holder avtalen", "All keep their contract") };
}

export function judgeReds({ scenarios }: GateEvidence): Judgement {
  const ids = (some: typeof scenarios) => some.map(({ id }) => id).join(", ");
  const red = scenarios.filter(({ state, isRed }) => state === "not-accepted" && isRed);
  if (red.length > 0) {
    const why = text(`Rød og ikke akseptert: ${ids(red)}`, `Red and not accepted: ${ids(red)}`);
    return { target: 0, actual: red.length, met: false, why };
  }
  const open = scenarios.filter(({ state, isOutdated }) => state === "not-assessed" || isOutdated);
  if (open.length > 0 || scenarios.length === 0) {
    const why = text(
      `Ikke vurdert, eller må vurderes på nytt: ${ids(open)}`,
      `Not assessed, or due again: ${ids(open)}`,
    );
    return { target: 0, actual: null, met: null, why };
  }
  return {
    target: 0,
    actual: 0,
    met: true,
    why: text("Ingen rød risiko uten aksept", "No red risk without acceptance"),
  };
}

export function judgeChainTest({ districts, beganMs }: GateEvidence, { scaling }: GateRules, nowMs: number): Judgement {
  const target = scaling.criteria.chainTestDaysMax;
  const ages = districts.map(({ name, chainTestMs }) => ({
    name,
    tested: chainTestMs !== null,
    // Never tested counts from when we began to watch: before that nobody can say.
    days: (nowMs - (chainTestMs ?? beganMs ?? nowMs)) / dayMs,
  }));
  const [oldest] = [...ages].sort((a, b) => b.days - a.days);
  if (!oldest) return { target, actual: null, met: null, why: missing };
  const days = Math.floor(oldest.days);
  if (oldest.days > target) {
    const why = text(`Ikke testet på ${days} dager (${oldest.name})`, `Not tested for ${days} days (${oldest.name})`);
    return { target, actual: oldest.days, met: false, why };
  }
  const untested = ages.filter(({ tested }) => !tested);
  if (untested.length > 0) {
    const names = untested.map(({ name }) => name).join(", ");
    return { target, actual: null, met: null, why: text(`Aldri testet: ${names}`, `Never tested: ${names}`) };
  }
  const why = text(`Testet for ${days} dager siden`, `Tested ${days} days ago`);
  return { target, actual: oldest.days, met: true, why };
}

export function judgeIncidents({ unreviewed }: GateEvidence): Judgement {
  if (unreviewed === null) return { target: 0, actual: null, met: null, why: missing };
  const whys = [
    text("Alle hendelser som berørte doser er gjennomgått", "Every incident that touched doses is reviewed"),
    text("En hendelse som berørte doser er ikke gjennomgått", "An incident that touched doses is not reviewed"),
  ];
  const why =
    whys[unreviewed] ??
    text(
      `${unreviewed} hendelser som berørte doser er ikke gjennomgått`,
      `${unreviewed} incidents that touched doses are not reviewed`,
    );
  return { target: 0, actual: unreviewed, met: unreviewed === 0, why };
}

/** Every district's own people reach all of its residents before the time to decide has run out. */
export function judgeFallback({ districts }: GateEvidence, { scaling }: GateRules): Judgement {
  const reaches = districts.map((district) => ({ ...district, reach: reachOf(district, scaling.visitMin) }));
  const target = districts.reduce((sum, { residents }) => sum + residents, 0);
  const known = reaches.filter(({ reach }) => reach !== null);
  const actual = known.reduce((sum, { reach, residents }) => sum + Math.min(reach as number, residents), 0);
  const short = known.filter(({ reach, residents }) => (reach as number) < residents);
  if (short.length > 0) {
    const names = short.map(({ name, reach, residents }) => `${name} ${reach}/${residents}`).join(", ");
    const why = text(`Manuelle runder når ikke alle: ${names}`, `Manual rounds do not reach all: ${names}`);
    return { target, actual, met: false, why };
  }
  if (known.length < districts.length || districts.length === 0) {
    const why = text("Bemanning for manuelle runder er ikke oppgitt", "Staff for manual rounds is not stated");
    return { target, actual: null, met: null, why };
  }
  return { target, actual, met: true, why: text("Manuelle runder når alle", "Manual rounds reach everybody") };
}
