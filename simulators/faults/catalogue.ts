import { alertRoutingChanged } from "./alert-routing-changed.js";
import { badFirmware } from "./bad-firmware.js";
import { clocksWrong } from "./clocks-wrong.js";
import { cloudHoldsDoses } from "./cloud-holds-doses.js";
import { cloudSlow } from "./cloud-slow.js";
import { componentDown } from "./component-down.js";
import { dataAfterEnd } from "./data-after-end.js";
import { deviceSwap } from "./device-swap.js";
import { districtNetworkLoss } from "./district-network-loss.js";
import { emptyBatteries } from "./empty-batteries.js";
import { flappingSignal } from "./flapping-signal.js";
import { hubRejects } from "./hub-rejects.js";
import { identityLeak } from "./identity-leak.js";
import { mangledDelivery } from "./mangled-delivery.js";
import { powerCut } from "./power-cut.js";
import { recordDown } from "./record-down.js";
import { scalingWave } from "./scaling-wave.js";
import { smsDelayed } from "./sms-delayed.js";
import { staffSilent } from "./staff-silent.js";
import { twoFactorDown } from "./two-factor-down.js";
import { velvaktDown } from "./velvakt-down.js";
import { vendorCloudOutage } from "./vendor-cloud-outage.js";

/** Every sort of fault that a scenario may name. */
export const faultKinds = [
  districtNetworkLoss,
  vendorCloudOutage,
  cloudHoldsDoses,
  cloudSlow,
  hubRejects,
  recordDown,
  componentDown,
  smsDelayed,
  twoFactorDown,
  powerCut,
  emptyBatteries,
  flappingSignal,
  mangledDelivery,
  clocksWrong,
  badFirmware,
  identityLeak,
  deviceSwap,
  dataAfterEnd,
  alertRoutingChanged,
  scalingWave,
  staffSilent,
  velvaktDown,
] as const;
