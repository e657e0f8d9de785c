import type { Component, DeviceClass, District, Ecosystem } from "../../../rules/model/ecosystem.js";
import { defaultThresholds, type Thresholds } from "../../../rules/thresholds.js";

const never = 1_000_000;

/** Worlds in which components and flows are also inferred to be broken; see the one-way rule for those. */
export const inferringThresholds: Thresholds = { ...defaultThresholds, outageHeardAsUsualMin: never };

/**
 * What Velvakt infers from many devices, and a declared outage that seems to be over, are left out:
 * with only what was said and probed, the oracle can be exact.
 */
const exactThresholds: Thresholds = {
  ...inferringThresholds,
  inferDevicesMin: never,
  missingDosesMin: never,
  flowStuckMessages: never,
};

/**
 * A small installation: two districts, two kinds of dispenser, the shortest chain that still has a
 * component per district, one for all, and one that the path only leans on.
 */
export const worldEcosystem: Ecosystem = {
  tenant: "oslo",
  timezone: "Europe/Oslo",
  districts: [district("grorud", "Grorud"), district("alna", "Alna")],
  suppliers: [{ id: "vendor", name: "Vendor", subcontractorOf: null, countries: ["NO"], dutyPhone: null }],
  components: [
    component("mobile-network", { perDistrict: true }),
    component("vendor-cloud", { dependsOn: ["data-centre"] }),
    component("data-centre", {}),
  ],
  deviceClasses: [dispenserClass("roll-dispenser", 900, 45), dispenserClass("tray-dispenser", 1200, 65)],
  flows: [],
  scenarios: [],
  matrix: Array.from({ length: 5 }, () => ["green", "green", "yellow", "red", "red"] as const).map((row) => [...row]),
  scaling: {
    ceiling: 100,
    handlingMin: 10,
    visitMin: 20,
    staffPerDistrict: null,
    criteria: {
      onTimePercentMin: 95,
      unconfirmedPercentMax: 1,
      journalCompletenessPercentMin: 99,
      alertsPerPhoneHourMax: 6,
      chainTestDaysMax: 30,
      coveragePercentMin: 99,
      heldDays: 28,
    },
  },
  teams: [{ id: "home-care", name: "Home care", districts: [], channels: [], schedule: null }],
  routes: [{ kinds: [], severities: [], districts: [], teams: ["home-care"] }],
  schedules: [],
  thresholds: exactThresholds,
};

function district(id: string, name: string): District {
  return { id, name, dutyPhones: 2, responseLimitMin: 30, firstAlarm: false, mobilisationMin: 90, fallbackStaff: null };
}

function component(id: string, differences: Partial<Component>): Component {
  return {
    id,
    name: { no: `${id} (no)`, en: id },
    kind: "system",
    supplier: "vendor",
    hosting: null,
    dependsOn: [],
    criticality: 1,
    sla: { availabilityPercent: 99.5, window: "month", restoreWithinMin: 240 },
    perDistrict: false,
    probe: null,
    ...differences,
  };
}

function dispenserClass(id: string, heartbeatEverySec: number, offlineAfterMin: number): DeviceClass {
  return {
    id,
    kind: "dispenser",
    heartbeatEverySec,
    offlineAfterMin,
    batteryRuntimeMin: 1440,
    dispensesWithoutCloud: "unknown",
    dispensesWithoutCloudHours: null,
    firmwareSupported: null,
    path: ["mobile-network", "vendor-cloud"],
  };
}
