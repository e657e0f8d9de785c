import type { Scenario, Severity, Text } from "../model/record.js";

/**
 * Every kind of alert, in one table: what it is called nationally (VKP alert code), which FROS
 * scenario it is evidence for, how serious it is by default, and what a person reads. Words in
 * braces are filled in from the alert's evidence.
 */
export interface AlertKind {
  vkpCode: string | null;
  scenario: Scenario;
  severity: Severity;
  summary: Text;
  nextAction: Text;
}

function row(
  vkpCode: string | null,
  scenario: Scenario,
  severity: Severity,
  summary: [no: string, en: string],
  nextAction: [no: string, en: string],
): AlertKind {
  return {
    vkpCode,
    scenario,
    severity,
    summary: { no: summary[0], en: summary[1] },
    nextAction: { no: nextAction[0], en: nextAction[1] },
  };
}

type Words = [no: string, en: string];

const call: Words = ["Ring eller oppsøk innbyggeren.", "Phone or visit the resident."];
const checkDevice: Words = ["Sjekk dispenseren hos innbyggeren.", "Check the dispenser at the resident's home."];
const fillUp: Words = ["Planlegg påfylling eller rullbytte.", "Plan a refill or a change of roll."];
const callSupplier: Words = ["Ring leverandørens vakt.", "Call the supplier's duty phone."];
const checkPlan: Words = ["Kontroller medisinplanen i journalen.", "Check the medicine plan in the record."];
const followUpChain: Words = ["Følg opp med leverandøren av leddet.", "Follow up with the supplier of this link."];
const assess: Words = ["Ta opp i ukens FROS-møte.", "Bring up in the weekly FROS session."];

/** Each row: VKP code, scenario, default severity, what happened, what to do next. */
// biome-ignore format: one kind per line is a table that can be read
export const alertKinds = {
  "dose-missed": row("1.1", "R8", "moderate", ["Dose {dueLocal} ikke utlevert hos {residentRef}", "Dose {dueLocal} not dispensed for {residentRef}"], call),
  "dose-unconfirmed": row("1.3", "R8", "moderate", ["Ukjent om dose {dueLocal} ble utlevert hos {residentRef}", "Unknown whether dose {dueLocal} was dispensed for {residentRef}"], ["Spør innbyggeren og registrer svaret.", "Ask the resident and record the answer."]),
  "doses-missed-repeatedly": row(null, "R8", "serious", ["{count} doser ikke utlevert hos {residentRef}", "{count} doses not dispensed for {residentRef}"], ["Vurder om dispenser passer for innbyggeren.", "Assess whether a dispenser suits the resident."]),
  "device-offline": row("1.20", "R3", "moderate", ["Ingen kontakt med {deviceId}", "No contact with {deviceId}"], checkDevice),
  "device-flapping": row(null, "R3", "moderate", ["{deviceId} mister og får kontakt igjen og igjen", "{deviceId} loses and regains contact over and over"], ["Sjekk dekning og plassering.", "Check signal and placement."]),
  "power-lost": row("1.19", "R3", "moderate", ["{deviceId} er ikke tilkoblet strøm", "{deviceId} has no mains power"], checkDevice),
  "battery-low": row("1.17", "R3", "moderate", ["Batteriet i {deviceId} er lavt", "The battery of {deviceId} is low"], checkDevice),
  "battery-empty": row("1.18", "R3", "serious", ["Batteriet i {deviceId} er tomt", "The battery of {deviceId} is empty"], checkDevice),
  "power-gone-before-dose": row(null, "R8", "serious", ["{deviceId} går tom for strøm {emptyLocal}, før dose {dueLocal}", "{deviceId} runs out of power at {emptyLocal}, before dose {dueLocal}"], ["Koble til strøm eller gi dosen på annen måte.", "Reconnect power or give the dose in another way."]),
  "stock-low": row("1.12", "R8", "normal", ["{deviceId} har snart ikke flere doser", "{deviceId} is running out of doses"], fillUp),
  "stock-empty": row("1.13", "R8", "serious", ["{deviceId} er tom", "{deviceId} is empty"], fillUp),
  "roll-ends-before-delivery": row(null, "R8", "normal", ["Rullen i {deviceId} tar slutt {endsLocal}, før neste levering", "The roll in {deviceId} ends {endsLocal}, before the next delivery"], fillUp),
  "plan-missing": row("1.14", "R8", "serious", ["{deviceId} mangler plan for doser", "{deviceId} lacks a plan for doses"], checkPlan),
  "plan-check-due": row("1.15", "R8", "normal", ["Medisinplan {planId} er endret og bør kontrolleres", "Medicine plan {planId} has changed and should be checked"], checkPlan),
  "plan-mismatch": row(null, "R2", "serious", ["Plan og dispenser stemmer ikke for {deviceId}", "Plan and dispenser do not agree for {deviceId}"], checkPlan),
  "pause-overdue": row(null, "R8", "moderate", ["Plan {planId} er fortsatt i pause", "Plan {planId} is still paused"], ["Avklar om dosene skal starte igjen.", "Clarify whether the doses are to start again."]),
  "critical-dose-unwatched": row(null, "R8", "critical", ["Ingen kontakt før tidskritisk dose {dueLocal} hos {residentRef}", "No contact before time-critical dose {dueLocal} for {residentRef}"], ["Reis dit før dosen.", "Go there before the dose."]),
  "possible-double-dose": row(null, "R8", "critical", ["Mulig dobbel dose {dueLocal} hos {residentRef}", "Possible double dose {dueLocal} for {residentRef}"], ["Kontakt innbyggeren og ansvarlig lege.", "Contact the resident and the responsible doctor."]),
  "dose-extra": row(null, "R8", "serious", ["Ekstra utlevering for dose {dueLocal} hos {residentRef}", "Extra dispense of dose {dueLocal} for {residentRef}"], call),
  "supplier-alert-untaken": row(null, "R2", "serious", ["Ingen har tatt leverandørens varsel {alertRef}", "Nobody has taken the supplier's alert {alertRef}"], ["Ta varselet og følg det opp.", "Take the alert and follow it up."]),
  "dispenser-fault": row("1.5", "R3", "moderate", ["Feil på {deviceId}: {code}", "Fault on {deviceId}: {code}"], checkDevice),
  "dispenser-open": row("1.21", "R1", "moderate", ["{deviceId} er åpnet", "{deviceId} has been opened"], checkDevice),
  "dispenser-tamper": row("1.22", "R1", "serious", ["Forsøk på å bryte opp {deviceId}", "Attempt to break {deviceId} open"], checkDevice),
  "clock-skewed": row(null, "R2", "normal", ["Klokken i {deviceId} går feil", "The clock of {deviceId} is wrong"], callSupplier),
  "component-down": row(null, "R3", "serious", ["{componentName} er nede", "{componentName} is down"], callSupplier),
  "certificate-ends-soon": row(null, "R3", "normal", ["Sertifikatet til {componentName} utløper {endsLocal}", "The certificate of {componentName} ends {endsLocal}"], ["Be leverandøren fornye sertifikatet.", "Ask the supplier to renew the certificate."]),
  "flow-broken": row(null, "R2", "serious", ["Dataflyten {flow} er brutt ved {step}", "The data flow {flow} is broken at {step}"], followUpChain),
  "flow-slow": row(null, "R2", "moderate", ["Dataflyten {flow} er treg ved {step}", "The data flow {flow} is slow at {step}"], followUpChain),
  "flow-rejecting": row(null, "R2", "moderate", ["{step} avviser meldinger i {flow}", "{step} rejects messages of {flow}"], followUpChain),
  "maintenance-overlaps-doses": row(null, "R3", "moderate", ["Vedlikehold av {componentName} {fromLocal}–{toLocal} treffer {doses} doser", "Maintenance of {componentName} {fromLocal}–{toLocal} overlaps {doses} doses"], ["Be leverandøren flytte vedlikeholdet.", "Ask the supplier to move the maintenance."]),
  "monitoring-gap": row(null, "R3", "serious", ["Velvakt kunne ikke følge med {fromLocal}–{toLocal}", "Velvakt could not watch {fromLocal}–{toLocal}"], ["Sjekk doser i dette tidsrommet på annen måte.", "Check doses in this period in another way."]),
  "response-overdue": row(null, "R2", "serious", ["Varsel ikke tatt innen {limitMin} min: {what}", "Alert not taken within {limitMin} min: {what}"], ["Ta varselet nå.", "Take the alert now."]),
  "delivery-failed": row(null, "R2", "serious", ["Et varsel kom ikke frem: {channelId}", "A notification was not delivered: {channelId}"], ["Sjekk kanalen og bruk en annen.", "Check the channel and use another one."]),
  "restore-at-risk": row(null, "R3", "serious", ["{componentName} har brukt 80 % av avtalt tid til retting", "{componentName} has used 80 % of the agreed time to restore"], callSupplier),
  "restore-breached": row(null, "R3", "serious", ["{componentName} er ikke rettet innen avtalt tid", "{componentName} was not restored within the agreed time"], callSupplier),
  "availability-burning": row(null, "R3", "normal", ["{componentName} bruker opp avtalt nedetid for fort", "{componentName} uses up its agreed downtime too fast"], followUpChain),
  "availability-breached": row(null, "R3", "normal", ["{componentName} holder ikke avtalt tilgjengelighet", "{componentName} misses its agreed availability"], followUpChain),
  "identity-in-payload": row(null, "R1", "serious", ["Personopplysning i melding fra {subject}", "Personal data in a message from {subject}"], ["Stans kilden og vurder avviksmelding.", "Stop the source and assess a report."]),
  "unknown-sender": row(null, "R1", "moderate", ["Ukjent avsender: {subject}", "Unknown sender: {subject}"], ["Finn ut hvem som sender.", "Find out who sends."]),
  "resident-mismatch": row(null, "R1", "serious", ["{deviceId} er knyttet til to innbyggere", "{deviceId} is bound to two residents"], ["Kontroller koblingen i journalen.", "Check the binding in the record."]),
  "data-after-end": row(null, "R1", "moderate", ["{deviceId} sender etter at tjenesten er avsluttet", "{deviceId} still sends after the service has ended"], ["Hent inn enheten og slett koblingen.", "Collect the device and delete the binding."]),
  "access-out-of-scope": row(null, "R1", "serious", ["Tilgang utenfor bydelen: {what}", "Access from outside the district: {what}"], ["Avklar formålet med den som hadde tilgang.", "Clarify the purpose with whoever had access."]),
  "firmware-unsupported": row(null, "R4", "normal", ["{deviceId} har fastvare som ikke støttes", "{deviceId} runs unsupported firmware"], followUpChain),
  "fault-recurring": row(null, "R4", "normal", ["Feil {code} er tilbake etter retting", "Fault {code} has returned after its fix"], followUpChain),
  "chain-test-failed": row(null, "R5", "serious", ["Test av varslingskjeden mislyktes", "The test of the alert chain failed"], ["Finn leddet som sviktet og test igjen.", "Find the link that failed and test again."]),
  "chain-test-overdue": row(null, "R5", "normal", ["Varslingskjeden er ikke testet på {days} dager", "The alert chain has not been tested for {days} days"], ["Test kjeden, også om natten.", "Test the chain, also at night."]),
  "measure-overdue": row(null, "R5", "normal", ["Tiltak over frist: {subject}", "Measure past its deadline: {subject}"], assess),
  "review-overdue": row(null, "R5", "normal", ["Ledelsens gjennomgang er over et år gammel", "The management review is more than a year old"], assess),
  "acceptance-expired": row(null, "R5", "normal", ["Aksepten av risiko {subject} er utløpt", "The acceptance of risk {subject} has expired"], assess),
  "supplier-did-task": row(null, "R6", "normal", ["Leverandøren endret {what}", "The supplier changed {what}"], ["Kontroller endringen.", "Check the change."]),
  "ceiling-exceeded": row(null, "R7", "serious", ["{residents} innbyggere, godkjent tak er {ceiling}", "{residents} residents, the approved ceiling is {ceiling}"], assess),
  "gate-closed": row(null, "R7", "normal", ["Kriteriene for å skalere er ikke oppfylt ({where}): {why}", "The criteria for scaling are not met ({where}): {why}"], assess),
  "alarm-raised": row("3", "R8", "serious", ["Alarm fra {deviceId}: {alarm}", "Alarm from {deviceId}: {alarm}"], ["Besvar alarmen.", "Answer the alarm."]),
} satisfies Record<string, AlertKind>;

export type AlertKindId = keyof typeof alertKinds;

export function alertKind(kind: AlertKindId): AlertKind {
  return alertKinds[kind];
}

/** Words in both languages as evidence, for `fill`. */
export function inBoth<Name extends string>(
  name: Name,
  { no, en }: Text,
): { [Key in `${Name}No` | `${Name}En`]: string } {
  return { [`${name}No`]: no, [`${name}En`]: en } as { [Key in `${Name}No` | `${Name}En`]: string };
}

/**
 * Fills `{name}` from the evidence; what is words in both languages is there as `nameNo` and `nameEn`.
 * A name without evidence stays visible.
 */
export function fill(text: Text, evidence: Record<string, string | number | boolean | null>): Text {
  const put = (one: string, language: "No" | "En") =>
    one.replace(/\{(\w+)\}/g, (whole, name: string) =>
      String(evidence[`${name}${language}`] ?? evidence[name] ?? whole),
    );
  return { no: put(text.no, "No"), en: put(text.en, "En") };
}
