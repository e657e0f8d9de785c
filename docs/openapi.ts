import { pino } from "pino";
import { Registry } from "prom-client";
import { createState, flowsView, refillsView, riskView } from "../rules/engine.js";
import { createApi } from "../services/api/create-api.js";
import { newPool } from "../services/database/pool.js";
import { defaultEcosystemPath, readEcosystemFile } from "../services/ecosystem/load.js";
import { measurements } from "../services/projection/measurements.js";

/** The API's OpenAPI document as the service serves it with a token configured. Nothing is connected or listens. */
export async function openapiDocument(): Promise<object> {
  const loaded = await readEcosystemFile(defaultEcosystemPath);
  if (!loaded.ok) throw new Error("the shipped ecosystem file has mistakes");
  const unused = () => Promise.reject(new Error("only documented"));
  const app = await createApi({
    // A pool connects when it is first asked.
    pool: newPool("postgresql://nowhere", "docs", 1),
    ecosystem: loaded.ecosystem,
    submit: unused,
    submitOwn: unused,
    subscribe: () => () => {},
    readiness: () => ({}),
    risk: () => riskView(createState(loaded.ecosystem)),
    flows: () => flowsView(createState(loaded.ecosystem)),
    refills: (asked) => refillsView(createState(loaded.ecosystem), asked),
    sla: () => ({ atMs: null, beganMs: null, records: [] }),
    scaling: unused,
    eventStore: { series: unused },
    measurements,
    now: () => 0,
    log: pino({ level: "silent" }),
    registry: new Registry(),
    token: "only documented",
    allowedHosts: [],
    web: null,
  });
  await app.ready();
  const document = structuredClone(app.swagger());
  await app.close();
  return document;
}
