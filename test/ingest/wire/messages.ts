import type { RawMessage } from "../../../ingest/message.js";
import { createDecodeContext } from "../../../ingest/stages/decode.js";
import type { EventType } from "../../../rules/model/event.js";

export const deviceTopic = "vft/v1/oslo/grorud/roll-dispenser/D-1/event";
export const componentTopic = "vft/v1/oslo/_/component/vendor-cloud/event";

type ComponentConfig = Parameters<typeof createDecodeContext>[0]["components"][number];

function component(id: string, perDistrict: boolean): ComponentConfig {
  return {
    id,
    name: { no: id, en: id },
    kind: "system",
    supplier: "supplier",
    hosting: null,
    dependsOn: [],
    criticality: 1,
    sla: { availabilityPercent: 99, window: "month", restoreWithinMin: 240 },
    perDistrict,
    probe: null,
  };
}

/** Two districts, one class, a system for all and one per district. */
export const context = createDecodeContext({
  tenant: "oslo",
  districts: ["grorud", "sagene"].map((id) => ({
    id,
    name: id,
    dutyPhones: 1,
    responseLimitMin: 30,
    firstAlarm: false,
    mobilisationMin: 90,
    fallbackStaff: null,
  })),
  deviceClasses: [
    {
      id: "roll-dispenser",
      kind: "dispenser",
      heartbeatEverySec: 900,
      offlineAfterMin: 45,
      batteryRuntimeMin: 1440,
      dispensesWithoutCloud: "unknown",
      dispensesWithoutCloudHours: null,
      firmwareSupported: null,
      path: ["mobile-network", "vendor-cloud"],
    },
  ],
  components: [component("vendor-cloud", false), component("mobile-network", true)],
});

export function raw(topic: string, payload: string | Uint8Array, retained = false): RawMessage {
  return { topic, payload: typeof payload === "string" ? Buffer.from(payload) : payload, retained };
}

/** A good envelope of `type` (without prefix) around `data`; `attributes` replace or, if undefined, remove. */
export function cloudEvent(type: EventType | (string & {}), data: unknown, attributes: object = {}): object {
  return {
    specversion: "1.0",
    id: "e-1",
    source: "D-1",
    type: `no.vft.${type}`,
    time: "2026-03-02T08:00:00+01:00",
    data,
    ...attributes,
  };
}

export function message(type: EventType | (string & {}), data: unknown, attributes: object = {}, topic = deviceTopic) {
  return raw(topic, JSON.stringify(cloudEvent(type, data, attributes)));
}
