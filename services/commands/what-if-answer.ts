import { kpiOf } from "../../rules/kpi/catalogue.js";
import type { PeriodFacts } from "../../rules/kpi/facts.js";
import { figureOf } from "../../rules/kpi/figure.js";
import type { Kpi } from "../../rules/kpi/kpi.js";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { Text } from "../../rules/model/record.js";
import { reachOf } from "../../rules/scaling/fallback.js";
import { headroomAssumptions } from "../../rules/scaling/headroom.js";
import type { TrialDay } from "./what-if-trial.js";

/** What the city answers to one question, as it is and with more residents; null where it cannot be said. */
export interface WhatIfRow {
  id: string;
  label: string;
  unit: string;
  today: number | null;
  scaled: number | null;
  /** Of criteria of the gate: whether they are met. */
  met?: { today: boolean | null; scaled: boolean | null };
}

export interface WhatIfAnswer {
  district: string | null;
  more: number;
  days: number;
  rows: WhatIfRow[];
  /** What growth meets first. */
  first: { today: string | null; scaled: string | null };
  assumptions: string[];
}

/** People's decisions, and what a simulation of some days has no contract window or test of. */
const notSimulated = new Set(["incidents-reviewed", "open-reds", "chain-test", "sla"]);

function heldOf(day: TrialDay, place: number): PeriodFacts {
  return (day.evidence[place] as TrialDay["evidence"][number]).held;
}

function kpiValue(id: string, facts: PeriodFacts): number | null {
  return figureOf(kpiOf(id) as Kpi, facts).value;
}

function peakOf(day: TrialDay, place: number): number | null {
  const peaks = (day.evidence[place]?.districts ?? []).flatMap(({ phonePeak }) => phonePeak ?? []);
  return peaks.length > 0 ? Math.max(...peaks) : null;
}

function reach(day: TrialDay, place: number, visitMin: number): number | null {
  const reaches = (day.evidence[place]?.districts ?? []).map((one) => {
    const found = reachOf(one, visitMin);
    return found === null ? null : Math.min(found, one.residents);
  });
  return reaches.includes(null) ? null : reaches.reduce<number>((sum, one) => sum + (one ?? 0), 0);
}

function residentsOf(day: TrialDay, place: number): number {
  return (day.evidence[place]?.districts ?? []).reduce((sum, { residents }) => sum + residents, 0);
}

function english({ en }: Text): string {
  return en;
}

/** Both answers side by side, of the city or of the district that grows. */
export function answerOf(
  { district, more, days, ecosystem }: { district: string | null; more: number; days: number; ecosystem: Ecosystem },
  today: TrialDay,
  scaled: TrialDay,
): WhatIfAnswer {
  const place = today.gates.findIndex((gate) => gate.district === district);
  const { visitMin } = ecosystem.scaling;
  const row = (id: string, label: string, unit: string, of: (day: TrialDay) => number | null): WhatIfRow => ({
    id,
    label,
    unit,
    today: of(today),
    scaled: of(scaled),
  });
  const kpi = (id: string, label: string, unit: string) =>
    row(id, label, unit, (day) => kpiValue(id, heldOf(day, place)));
  const criteria = (today.gates[place]?.criteria ?? [])
    .filter(({ id }) => !notSimulated.has(id))
    .map((criterion): WhatIfRow => {
      const other = scaled.gates[place]?.criteria.find(({ id }) => id === criterion.id);
      return {
        id: `gate:${criterion.id}`,
        label: `${criterion.name.en} (gate: ${criterion.must.replace("-", " ")} ${criterion.id === "fallback" ? "all" : criterion.target})`,
        unit: criterion.unit,
        today: criterion.actual,
        scaled: other?.actual ?? null,
        met: { today: criterion.met, scaled: other?.met ?? null },
      };
    });
  return {
    district,
    more,
    days,
    rows: [
      row("residents", "Residents", "count", (day) => residentsOf(day, place)),
      kpi("on-time-at-deadline", "Doses on time, at the deadline", "percent"),
      kpi("unconfirmed-at-deadline", "Doses of unknown outcome, at the deadline", "percent"),
      row("phone-peak", "Alerts per duty phone in the worst hour", "per-phone-hour", (day) => peakOf(day, place)),
      kpi("response-p90", "Nine of ten alerts taken within", "minutes"),
      row("headroom", "Room for more residents", "count", (day) => day.headrooms[place]?.atMost ?? null),
      row("fallback-reach", "Residents that manual rounds reach", "count", (day) => reach(day, place, visitMin)),
      ...criteria,
    ],
    first: { today: today.headrooms[place]?.first ?? null, scaled: scaled.headrooms[place]?.first ?? null },
    assumptions: [
      "The added residents have dispensers from the first minute, and no staff or duty phones come with them.",
      "Whoever rings a free duty phone has it taken after 4 minutes; what finds none waits its turn.",
      ...headroomAssumptions(ecosystem.scaling).map(english),
      "Not judged: contracts, open red risks, tests of the alert chain and reviews of incidents.",
    ],
  };
}

function shown(value: number | null, met?: boolean | null): string {
  const mark = met === undefined ? "" : met === null ? " ?" : met ? " ok" : " NO";
  return `${value === null ? "–" : (Math.round(value * 10) / 10).toLocaleString("en")}${mark}`;
}

export function answerText(answer: WhatIfAnswer): string {
  const { rows, first, district, more, days, assumptions } = answer;
  const lines = [
    [`${more} more residents in ${district ?? "the city"}, ${days} days`, "today", "scaled"],
    ...rows.map(({ label, today, scaled, met }) => [label, shown(today, met?.today), shown(scaled, met?.scaled)]),
    ["What growth meets first", first.today ?? "–", first.scaled ?? "–"],
  ] as [string, string, string][];
  const widths = [0, 1, 2].map((at) => Math.max(...lines.map((line) => (line[at] as string).length)));
  const table = lines.map(
    ([label, today, scaled]) =>
      `  ${label.padEnd(widths[0] as number)}  ${today.padStart(widths[1] as number)}  ${scaled.padStart(widths[2] as number)}\n`,
  );
  return `${table.join("")}\n${assumptions.map((one) => `  ${one}\n`).join("")}`;
}
