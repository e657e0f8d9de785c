import { beforeAll, describe, expect, it } from "vitest";
import { createCity } from "../../../simulators/city/city.js";
import { messagesOf } from "../../../simulators/city/messages.js";
import { cityOptionsOf, scenarioSchema } from "../../../simulators/scenarios.js";
import { createTruth } from "../../../simulators/truth.js";
import { until } from "../../support/service.js";
import { embedded, type Surroundings } from "../../support/surroundings.js";
import { liveThrough, production } from "./whole-day.js";

const seed = Number(process.env.SEED ?? 7);
const residents = 40;
const date = "2026-11-18";
const hourMs = 3_600_000;
const fromMs = Date.parse(`${date}T00:00:00+01:00`);
const toMs = fromMs + 24 * hourMs;

const day = scenarioSchema.parse({
  summary: "a day on which much goes wrong",
  residents,
  people: [{ times: ["07:30", "12:30", "18:30"], critical: true, leaves: ["12:30"] }],
  faults: [
    { fault: "vendor-cloud-outage", at: "07:10", forMin: 100 },
    { fault: "identity-leak", devices: 1, at: "10:00", forMin: 60 },
    { fault: "clocks-wrong", at: "10:30", forMin: 240, sharePercent: 10, offsetMin: 25 },
    { fault: "mangled-delivery", at: "12:00", forMin: 480, duplicatedPercent: 5, delayedPercent: 5 },
    { fault: "hub-rejects", at: "14:00", forMin: 120, sharePercent: 60 },
    { fault: "power-cut", district: "grorud", streets: 2, at: "16:00", forMin: 240 },
    { fault: "district-network-loss", district: "grorud", at: "19:40", forMin: 90 },
  ],
});

/** Tables whose records both profiles must have, letter by letter. */
const tables = {
  doses: "SELECT record FROM dose ORDER BY dose_id",
  alerts: "SELECT record FROM alert ORDER BY alert_id",
  incidents: "SELECT record FROM incident ORDER BY incident_id",
  devices: "SELECT record FROM device ORDER BY device_id",
  components: "SELECT record FROM component ORDER BY component_id",
  quarantine: "SELECT reason AS record, count(*) FROM quarantine GROUP BY 1 ORDER BY 1",
  log: "SELECT event ->> 'kind' AS record, event -> 'event' ->> 'id' AS id FROM event_log ORDER BY seq",
};

/** Charts of the day, hour by hour, of every measurement whose instants are the engine's. */
const charts = [
  "measurement=event&field=seq&by=type&by=district",
  "measurement=event&field=batteryPercent&aggregate=mean&by=district",
  "measurement=event&field=rssiDbm&aggregate=min&by=deviceClass",
  "measurement=dose&field=change&aggregate=sum&by=verdict&by=cause",
  "measurement=dose&field=change&aggregate=sum&by=district",
  "measurement=dose&field=delayMin&aggregate=mean&by=verdict",
  "measurement=dose&field=decidedAfterMin&aggregate=max&by=verdict",
  "measurement=device_status&field=online&aggregate=sum&by=status&by=district",
  "measurement=component_status&field=downMin&aggregate=max&by=component&by=status",
  "measurement=hop&field=latencyMs&aggregate=mean&by=flow&by=step",
  "measurement=hop&field=seq&by=outcome&by=flow",
  "measurement=alert&field=openMin&by=kind&by=transition",
  "measurement=alert&field=openMin&aggregate=max&by=scenario&by=severity",
];

const pages = ["/v1/overview", "/v1/districts", "/v1/residents/at-risk", "/v1/incidents", "/v1/sla"];

/** Key figures of the whole city and of where most went wrong. */
const keyFigures = ["period=hour", "period=hour&district=grorud", "period=day", "period=day&district=alna"];

/** A mean is summed up in another order by another server. */
function rounded(answer: unknown): unknown[] {
  const { items } = answer as { items: { value: number }[] };
  return items.map((item) => ({ ...item, value: Number(item.value.toPrecision(12)) }));
}

interface KeyFigure {
  revisions: number;
  count: number | null;
  sample: number | null;
  value: number | null;
  coveragePercent: number | null;
}

interface KeyFigures {
  computedAt: string | null;
  hoursToCount: number;
  items: { figures: KeyFigure[] }[];
}

/** Device minutes begin when the service is up, some milliseconds sooner or later. */
const nearly = (value: number | null) => (value === null ? null : Number(value.toPrecision(5)));

/** Once all is counted. How often an hour was counted anew on the way there is the keeper's own affair. */
async function counted(get: (path: string) => Promise<unknown>, query: string): Promise<unknown[]> {
  const ask = async () => (await get(`/v1/kpis/figures?${query}`)) as KeyFigures;
  let answer = await ask();
  const isCounted = async () => {
    answer = await ask();
    return answer.hoursToCount === 0 && Date.parse(answer.computedAt ?? "") >= toMs - 60_000;
  };
  await until("everything is counted", isCounted, 60_000, 100);
  return answer.items.map(({ figures, ...item }) => ({
    ...item,
    figures: figures.map(({ revisions: _, count, sample, value, coveragePercent, ...figure }) => ({
      ...figure,
      numbers: [count, sample, value, coveragePercent].map(nearly),
    })),
  }));
}

/** Everything that is compared, by its name. */
type Figures = Record<string, unknown>;

async function figuresOf(surround: () => Promise<Surroundings>): Promise<Figures> {
  const city = createCity({ seed, residents, ...cityOptionsOf(day, date) });
  const messages = [...messagesOf(city, fromMs, toMs, createTruth())];
  const figures: Figures = {};
  await liveThrough({ fromMs, toMs, messages }, surround, async ({ rows, get, told }) => {
    figures.told = told;
    for (const [name, sql] of Object.entries(tables)) figures[name] = await rows(sql);
    const span = `from=${new Date(fromMs).toISOString()}&to=${new Date(toMs + hourMs).toISOString()}`;
    for (const chart of charts) figures[chart] = rounded(await get(`/v1/series?${chart}&${span}`));
    for (const query of keyFigures) figures[query] = await counted(get, `${query}&${span}`);
    for (const path of pages) figures[path] = await get(path);
  });
  return figures;
}

describe(`a day of ${residents} residents, seed ${seed}, through embedded and through Mosquitto, PostgreSQL, Redis and InfluxDB`, () => {
  let ours: Figures;
  let theirs: Figures;
  beforeAll(async () => {
    [ours, theirs] = (await Promise.all([figuresOf(embedded), figuresOf(production)])) as [Figures, Figures];
  }, 600_000);

  it.each([...Object.keys(tables), ...charts, ...keyFigures, ...pages, "told"])("gives the same %s", (name) => {
    const [one, other] = [ours[name], theirs[name]];
    expect(other).toEqual(one);
    if (Array.isArray(one)) expect(one.length, "nothing to compare").toBeGreaterThan(0);
  });

  it("is a day on which much happens", () => {
    const kinds = new Set((ours.alerts as { record: { kind: string } }[]).map(({ record }) => record.kind));
    console.log(
      `${(ours.log as unknown[]).length} events, ${(ours.doses as unknown[]).length} doses, ${[...kinds].sort()}`,
    );
    expect(kinds.size).toBeGreaterThan(8);
    expect((ours.incidents as unknown[]).length).toBeGreaterThanOrEqual(2);
  });
});
