import type { Check } from "../draft.js";
import type { Finding } from "../mistake.js";

/** What a class says of itself must fit together. */
export const checkDeviceClasses: Check = (draft) =>
  draft.items.deviceClasses.flatMap(({ path, value }) => {
    const findings: Finding[] = [];
    if (value.offlineAfterMin * 60 <= value.heartbeatEverySec) {
      const enoughMin = Math.ceil((value.heartbeatEverySec * 3) / 60);
      findings.push({
        code: "ECOSYSTEM_OFFLINE_LIMIT",
        path: [...path, "offlineAfterMin"],
        message: `${value.id} would be offline after ${value.offlineAfterMin} min although it only speaks every ${value.heartbeatEverySec} s`,
        action: `Allow for lost heartbeats, such as offlineAfterMin: ${enoughMin}, or let it speak more often.`,
      });
    }
    if (value.dispensesWithoutCloud !== "yes" && value.dispensesWithoutCloudHours !== null) {
      findings.push({
        code: "ECOSYSTEM_CLOUDLESS_HOURS",
        path: [...path, "dispensesWithoutCloudHours"],
        message: `${value.id} says for how many hours it dispenses without the cloud, but not that it does`,
        action: "Write dispensesWithoutCloud: yes, or remove the hours.",
      });
    }
    return findings;
  });
