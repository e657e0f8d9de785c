import type { Ecosystem } from "../../rules/model/ecosystem.js";
import { counts, type Evidence } from "./evidence.js";
import { type Fact, type FactKind, factKinds } from "./fact-kinds.js";
import type { Cell, Row, Shortfall } from "./figures.js";
import type { Report, Said } from "./report.js";

const minMs = 60_000;
/** A finding so long after the end of a fact is not about it any more. */
const afterwardsMs = 30 * minMs;
/** Of what never ends: by then a whole day's doses have come and gone, and people have noticed it without being told. */
export const endlessFoundWithinMs = 24 * 60 * minMs;

function overlaps({ atMs, endMs }: Said, { fromMs, toMs }: Fact): boolean {
  return atMs <= toMs + afterwardsMs && (endMs ?? Number.POSITIVE_INFINITY) >= fromMs;
}

/** Told later, it is missed, and no false finding either: it is so. */
function isInTime({ atMs }: Said, { fromMs, toMs }: Fact, { foundWithinMs }: FactKind, ecosystem: Ecosystem): boolean {
  const endlessMs = toMs === Number.POSITIVE_INFINITY ? endlessFoundWithinMs : Number.POSITIVE_INFINITY;
  return atMs <= fromMs + (foundWithinMs?.(ecosystem) ?? endlessMs);
}

function judge(kind: FactKind, facts: readonly Fact[], said: readonly Said[], evidence: Evidence) {
  const { ecosystem } = evidence;
  const telling = said.filter((one) => kind.told.includes(one.kind));
  const tells = (one: Said, fact: Fact) => overlaps(one, fact) && kind.concerns(one, fact, ecosystem);
  const missed: Fact[] = [];
  const afterMs: number[] = [];
  for (const fact of facts) {
    if (!counts(evidence, fact.fromMs)) continue;
    const first = telling
      .filter((one) => tells(one, fact) && isInTime(one, fact, kind, ecosystem))
      .map(({ atMs }) => atMs);
    if (first.length === 0) missed.push(fact);
    else afterMs.push(Math.max(0, Math.min(...first) - fact.fromMs));
  }
  const wrong = telling.filter(
    (one) =>
      kind.onlyTells.includes(one.kind) &&
      counts(evidence, one.atMs) &&
      !facts.some((fact) => tells(one, fact)) &&
      !kind.alsoTrue?.(one, evidence),
  );
  return { missed, wrong, afterMs };
}

/** One row per kind of fact about devices and systems. */
export function factRows(evidence: Evidence, reports: readonly Report[], shortfalls: Shortfall[]): Row[] {
  return factKinds.map((kind): Row => {
    const facts = kind.facts(evidence);
    const counted = facts.filter(({ fromMs }) => counts(evidence, fromMs));
    const cells = reports.map(({ name, said }): Cell => {
      const { missed, wrong, afterMs } = judge(kind, facts, said, evidence);
      const about = { row: kind.id, watcher: name };
      for (const { subject, fromMs } of missed) shortfalls.push({ ...about, what: "missed", subject, atMs: fromMs });
      for (const { subject, atMs } of wrong) shortfalls.push({ ...about, what: "false", subject, atMs });
      const judged = kind.onlyTells.length > 0;
      return { found: afterMs.length, missed: missed.length, wrong: judged ? wrong.length : null, afterMs };
    });
    return { id: kind.id, label: kind.label, facts: counted.length, cells };
  });
}
