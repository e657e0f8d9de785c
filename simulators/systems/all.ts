import { clientPc } from "./client-pc.js";
import type { Component } from "./component.js";
import { dataCentre } from "./data-centre.js";
import { dutyPhone } from "./duty-phone.js";
import { epj } from "./epj.js";
import { homeCare } from "./home-care.js";
import { mobileNetwork } from "./mobile-network.js";
import { multidosePharmacy } from "./multidose-pharmacy.js";
import { municipalNetwork } from "./municipal-network.js";
import { responseService } from "./response-service.js";
import { smsGateway } from "./sms-gateway.js";
import { twoFactorSms } from "./two-factor-sms.js";
import { vendorCloud } from "./vendor-cloud.js";
import { vkp } from "./vkp.js";

/** Every system between a dispenser and the person who acts. */
export const components: readonly Component[] = [
  mobileNetwork,
  vendorCloud,
  vkp,
  epj,
  dataCentre,
  municipalNetwork,
  clientPc,
  dutyPhone,
  smsGateway,
  twoFactorSms,
  responseService,
  homeCare,
  multidosePharmacy,
];

const known = new Map<string, readonly string[]>();

/** The component and, through any number of steps, everything that it does not work without. */
export function dependenciesOf(componentId: string): readonly string[] {
  const before = known.get(componentId);
  if (before) return before;
  const all = new Set([componentId]);
  for (const id of all) {
    for (const needed of components.find((one) => one.id === id)?.dependsOn ?? []) all.add(needed);
  }
  const list = [...all];
  known.set(componentId, list);
  return list;
}
