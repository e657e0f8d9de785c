import type { Check } from "../draft.js";
import { checkAddresses } from "./addresses.js";
import { checkCycles } from "./cycles.js";
import { checkDeviceClasses } from "./device-classes.js";
import { checkFlows } from "./flows.js";
import { checkIds } from "./ids.js";
import { checkMatrix } from "./matrix.js";
import { checkDevicePaths } from "./paths.js";
import { checkPerDistrict } from "./per-district.js";
import { checkCountries, checkTimezone } from "./places.js";
import { checkReferences } from "./references.js";
import { checkRoutes } from "./routes.js";
import { checkScenarios } from "./scenarios.js";
import { checkSchedules } from "./schedules.js";
import { checkThresholds } from "./thresholds.js";

/** Everything that is checked beyond the shape of the file; a new check is a file and a line here. */
export const checks: readonly Check[] = [
  checkIds,
  checkReferences,
  checkCycles,
  checkPerDistrict,
  checkDevicePaths,
  checkFlows,
  checkDeviceClasses,
  checkAddresses,
  checkTimezone,
  checkCountries,
  checkThresholds,
  checkMatrix,
  checkScenarios,
  checkSchedules,
  checkRoutes,
];
