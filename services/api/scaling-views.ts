import type { z } from "zod";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { Gate } from "../../rules/model/risk.js";
import { type Headroom, headroomAssumptions } from "../../rules/scaling/headroom.js";
import type { StoredRequest } from "../database/gate-store.js";
import type * as contract from "./contract/scaling.js";
import type { CsvColumn } from "./csv.js";
import { withIsoTimes } from "./iso-times.js";
import type { ScalingNow } from "./options.js";

type View = z.output<typeof contract.scaling>;
type Since = ReadonlyMap<string, { status: Gate["status"]; sinceMs: number }>;

function placeView(now: ScalingNow, district: string | null, since: Since): View["city"] {
  const { status, criteria } = now.gates.find((gate) => gate.district === district) as Gate;
  const found = now.headrooms.find((one) => one.district === district) as Headroom;
  const { district: _, ...headroom } = found;
  const kept = since.get(district ?? "_");
  return {
    status,
    since: kept?.status === status ? new Date(kept.sinceMs).toISOString() : null,
    criteria,
    headroom,
  };
}

export function requestView({ request, atMs, decision }: StoredRequest): z.output<typeof contract.scalingRequest> {
  const said = decision && withIsoTimes(decision);
  return {
    ...request,
    at: new Date(atMs).toISOString(),
    decision: said && { at: said.at, actor: said.actor, role: said.role, decision: said.decision, reason: said.reason },
  };
}

export function scalingView(
  { districts, scaling }: Ecosystem,
  now: ScalingNow,
  since: Since,
  requests: StoredRequest[],
  nowMs: number,
): View {
  return {
    generatedAt: new Date(nowMs).toISOString(),
    evaluatedAt: new Date(now.atMs).toISOString(),
    ceiling: scaling.ceiling,
    residents: now.residents,
    heldDays: scaling.criteria.heldDays,
    city: placeView(now, null, since),
    districts: districts.map(({ id, name }) => ({ id, name, ...placeView(now, id, since) })),
    assumptions: headroomAssumptions(scaling),
    unreviewedIncidents: now.unreviewed.map(withIsoTimes),
    requests: requests.map(requestView),
  };
}

/** A row per place and criterion. */
interface Row {
  district: string;
  place: View["city"];
  criterion: View["city"]["criteria"][number];
}

export function scalingRows({ city, districts }: View): Row[] {
  const places = [{ id: "_", ...city }, ...districts];
  return places.flatMap(({ id, ...place }) => place.criteria.map((criterion) => ({ district: id, place, criterion })));
}

const metWord = (met: boolean | null) => (met === null ? "unknown" : met ? "yes" : "no");

export const scalingColumns: CsvColumn<Row>[] = [
  { name: "district", value: ({ district }) => district },
  { name: "gate", value: ({ place }) => place.status },
  { name: "since", value: ({ place }) => place.since },
  { name: "residents", value: ({ place }) => place.headroom.residents },
  { name: "headroom", value: ({ place }) => place.headroom.more },
  { name: "criterion", value: ({ criterion }) => criterion.id },
  { name: "must", value: ({ criterion }) => criterion.must },
  { name: "target", value: ({ criterion }) => criterion.target },
  { name: "actual", value: ({ criterion }) => criterion.actual },
  { name: "unit", value: ({ criterion }) => criterion.unit },
  { name: "met", value: ({ criterion }) => metWord(criterion.met) },
  { name: "evidenceAgeMin", value: ({ criterion }) => criterion.evidenceAgeMin },
  { name: "why", value: ({ criterion }) => criterion.why.no },
];
