import type { Text } from "../../../../rules/model/record.js";
import { alertKindWords } from "../../../words.js";

const both = (no: string, en: string): Text => ({ no, en });

const names: Record<string, Text> = {
  accessDenied: both("Avviste forsøk på tilgang", "Refused attempts at access"),
  confirmed: both("Bekreftede tilfeller", "Confirmed events"),
  confirmedPerYear: both("Bekreftede tilfeller i året", "Confirmed events a year"),
  messagesLateStuckOrRejected: both("Meldinger sene, stanset eller avvist", "Messages late, stuck or rejected"),
  supplierDeliveredP50Min: both("Leverandørens varsel levert, median", "Supplier's alert delivered, median"),
  supplierDeliveredP95Min: both("Leverandørens varsel levert, 95 %", "Supplier's alert delivered, 95 %"),
  supplierTakenP50Min: both("Leverandørens varsel tatt, median", "Supplier's alert taken, median"),
  supplierTakenP90Min: both("Leverandørens varsel tatt, 90 %", "Supplier's alert taken, 90 %"),
  responseP50Min: both("Varsel tatt, median", "Alert taken, median"),
  responseP90Min: both("Varsel tatt, 90 %", "Alert taken, 90 %"),
  responseWithinLimit: both("Varsler tatt innen fristen", "Alerts taken within the limit"),
  supplierAlertsUntaken: both("Leverandørens varsler som ingen tok", "Supplier's alerts nobody took"),
  planMismatches: both("Plan og dispenser stemte ikke", "Plan and dispenser disagreed"),
  downMinutesAMonth: both("Nede i måneden, det som doser og varsler går gjennom", "Down a month, on the way of doses"),
  downMinutesAllComponents: both("Nede, alle komponenter", "Down, all components"),
  outagesOverContract: both("Brudd som varte lenger enn avtalt", "Outages longer than agreed"),
  longestOutageMin: both("Lengste brudd", "Longest outage"),
  availabilityBreaches: both("Brudd på avtalt tilgjengelighet", "Breaches of agreed availability"),
  firmwareVersions: both("Ulike versjoner av fastvare", "Different firmware versions"),
  devicesNotOnCommonestVersion: both(
    "Enheter på andre versjoner enn den vanligste",
    "Devices off the commonest version",
  ),
  faultsRecurring: both("Feil som kom tilbake etter retting", "Faults back after their fix"),
  devicesNotSupported: both("Enheter på fastvare uten støtte", "Devices on unsupported firmware"),
  versionChanges: both("Endringer av versjon", "Changes of version"),
  closedWithoutCauseOrAction: both("Varsler lukket uten årsak eller tiltak", "Alerts closed without cause or action"),
  chainTestAgeDays: both("Siden varslingskjeden ble testet", "Since the chain was tested"),
  chainTestsFailed: both("Mislykkede tester av kjeden", "Failed tests of the chain"),
  assignedButSilent: both("Utleverte enheter som er tause", "Assigned devices that are silent"),
  responsesOverdue: both("Varsler tatt for sent, 30 dager", "Alerts taken too late, 30 days"),
  changesBySupplier: both("Endringer gjort av leverandør", "Changes made by suppliers"),
  municipalTasksBySupplier: both("Kommunens oppgaver gjort av leverandør", "Municipal tasks done by suppliers"),
  outagesFoundBySupplier: both("Brudd oppdaget av leverandør", "Outages discovered by suppliers"),
  daysObserved: both("Dager observert", "Days observed"),
  residentsActive: both("Aktive innbyggere", "Active residents"),
  residentsOfCeiling: both("Av godkjent antall", "Of the approved number"),
  residentsPerDutyPhone: both("Innbyggere per vakttelefon", "Residents per duty phone"),
  dosesPlanned: both("Planlagte doser", "Planned doses"),
  missedPerThousand: both("Ikke utlevert", "Not dispensed"),
  latePerThousand: both("Utlevert sent", "Dispensed late"),
  unconfirmedPerThousand: both("Ukjent utfall", "Unknown outcome"),
  excused: both("Ikke ventet", "Not expected"),
  criticalMissed: both("Tidskritiske doser ikke utlevert", "Time-critical doses not dispensed"),
  notFollowedUp: both("Ikke fulgt opp", "Not followed up"),
  repeatedMisses: both("Flere doser på rad ikke utlevert", "Several doses in a row not dispensed"),
  alertsOpen: both("Åpne varsler", "Open alerts"),
  alertsActive: both("Åpne varsler som fortsatt gjelder", "Open alerts that still apply"),
  alertsOpenedYear: both("Varsler siste år", "Alerts in the last year"),
};

/** What is counted, in words; the name it has in the API where there are none. */
export function indicatorName(name: string): Text {
  return names[name] ?? alertKindWords[name] ?? both(name, name);
}
