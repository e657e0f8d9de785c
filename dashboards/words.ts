/**
 * The words and colours that every dashboard uses for the same thing, so that a dose that is "late" on the page is not
 * something else on a chart.
 */
import type { ComponentStatus, DeviceStatus, FlowStatus, Severity, Text, Verdict } from "../rules/model/record.js";

export interface VerdictLook {
  word: Text;
  /** Fill on a light and on a dark background. */
  colour: { light: string; dark: string };
  /** Beside the colour, so that the meaning survives a print, a projector and a colour-blind eye. */
  pattern: "solid" | "hatched" | "outline";
}

/**
 * In the order of a bar: what went well, what did not, what nobody knows, what does not count. No red and green: a
 * verdict is a fact, and what it means for risk is for people to say. Missed is what stands out most on either
 * background; unknown is hatched and never looks like either answer.
 */
export const verdictLooks: Record<Verdict, VerdictLook> = {
  "on-time": {
    word: { no: "Utlevert i tide", en: "Dispensed on time" },
    colour: { light: "#1f6f8b", dark: "#5bb5d5" },
    pattern: "solid",
  },
  late: {
    word: { no: "Utlevert sent", en: "Dispensed late" },
    colour: { light: "#6a4c9c", dark: "#b79ce8" },
    pattern: "solid",
  },
  early: {
    word: { no: "Utlevert tidlig", en: "Dispensed early" },
    colour: { light: "#4a6fc4", dark: "#8fb0ff" },
    pattern: "solid",
  },
  missed: {
    word: { no: "Ikke utlevert", en: "Not dispensed" },
    colour: { light: "#1b1d21", dark: "#f4f5f7" },
    pattern: "solid",
  },
  unconfirmed: {
    word: { no: "Ukjent", en: "Unknown" },
    colour: { light: "#5b5d60", dark: "#b9babb" },
    pattern: "hatched",
  },
  excused: {
    word: { no: "Ikke ventet", en: "Not expected" },
    colour: { light: "#a3a5a8", dark: "#6b6d70" },
    pattern: "solid",
  },
  pending: {
    word: { no: "Venter på svar", en: "Waiting" },
    colour: { light: "#77797b", dark: "#8f9194" },
    pattern: "outline",
  },
};

export const verdictOrder = Object.keys(verdictLooks) as Verdict[];

export const severityWords: Record<Severity, Text> = {
  critical: { no: "Kritisk", en: "Critical" },
  serious: { no: "Alvorlig", en: "Serious" },
  moderate: { no: "Moderat", en: "Moderate" },
  normal: { no: "Normal", en: "Normal" },
};

export const deviceStatusWords: Record<DeviceStatus, Text> = {
  online: { no: "Har kontakt", en: "In contact" },
  offline: { no: "Uten kontakt", en: "No contact" },
  unknown: { no: "Vet ikke", en: "Not known" },
};

export const componentStatusWords: Record<ComponentStatus, Text> = {
  up: { no: "Virker", en: "Working" },
  down: { no: "Nede", en: "Down" },
  maintenance: { no: "Vedlikehold", en: "Maintenance" },
  unknown: { no: "Vet ikke", en: "Not known" },
};

export const flowStatusWords: Record<FlowStatus, Text> = {
  broken: { no: "Brutt", en: "Broken" },
  rejecting: { no: "Avviser", en: "Rejecting" },
  slow: { no: "Treg", en: "Slow" },
  unknown: { no: "Vet ikke", en: "Not known" },
  flowing: { no: "Går", en: "Flowing" },
};

/** Of charts on a light background; the more serious, the darker. */
export const severityColours: Record<Severity, string> = {
  critical: "#2d1b5e",
  serious: "#5f4a94",
  moderate: "#8d7fb0",
  normal: "#b3adc4",
};

/** Working, not working, and nobody knows: of devices and components alike. */
export const statusColours: Record<DeviceStatus | ComponentStatus, string> = {
  online: "#1f6f8b",
  up: "#1f6f8b",
  offline: "#1b1d21",
  down: "#1b1d21",
  maintenance: "#6a4c9c",
  unknown: "#a3a5a8",
};

/** Of a figure against its limits: within them, worth a look, somebody has to act. Never of a verdict. */
export const signalColours = { calm: "#3d4147", watch: "#a35a00", act: "#9b1c3c" } as const;

/**
 * Of the risk matrix, and of nothing else: levels that people have judged. Each with the colour of the words on it.
 */
export const riskColours = {
  green: { fill: { light: "#bfe3c2", dark: "#1d4a29" }, text: { light: "#123818", dark: "#d9f2dd" } },
  yellow: { fill: { light: "#f6e08c", dark: "#574500" }, text: { light: "#3d3000", dark: "#fbeeb5" } },
  red: { fill: { light: "#f4b3ad", dark: "#6d1b17" }, text: { light: "#560c08", dark: "#fbdad7" } },
} as const;

const both = (no: string, en: string): Text => ({ no, en });

/** Each kind of alert in a few words, where many are counted; one alert has a sentence of its own. */
export const alertKindWords: Record<string, Text> = {
  "dose-missed": both("Dose ikke utlevert", "Dose not dispensed"),
  "dose-unconfirmed": both("Ukjent om dose ble utlevert", "Unknown whether dose was dispensed"),
  "doses-missed-repeatedly": both("Flere doser ikke utlevert", "Several doses not dispensed"),
  "device-offline": both("Ingen kontakt med enhet", "No contact with device"),
  "device-flapping": both("Ustabil kontakt med enhet", "Unstable contact with device"),
  "power-lost": both("Uten strøm", "No mains power"),
  "battery-low": both("Lavt batteri", "Battery low"),
  "battery-empty": both("Tomt batteri", "Battery empty"),
  "power-gone-before-dose": both("Strømmen tar slutt før dose", "Power gone before dose"),
  "stock-low": both("Snart tom for doser", "Running out of doses"),
  "stock-empty": both("Tom for doser", "Out of doses"),
  "roll-ends-before-delivery": both("Rullen tar slutt før levering", "Roll ends before delivery"),
  "plan-missing": both("Plan mangler", "Plan missing"),
  "plan-check-due": both("Plan bør kontrolleres", "Plan to be checked"),
  "plan-mismatch": both("Plan og dispenser stemmer ikke", "Plan and dispenser disagree"),
  "pause-overdue": both("Pause uten slutt", "Pause without an end"),
  "critical-dose-unwatched": both("Tidskritisk dose uten kontakt", "Time-critical dose unwatched"),
  "possible-double-dose": both("Mulig dobbel dose", "Possible double dose"),
  "dose-extra": both("Ekstra utlevering", "Extra dispense"),
  "supplier-alert-untaken": both("Leverandørens varsel ikke tatt", "Supplier's alert not taken"),
  "dispenser-fault": both("Feil på dispenser", "Dispenser fault"),
  "dispenser-open": both("Dispenser åpnet", "Dispenser opened"),
  "dispenser-tamper": both("Forsøk på å bryte opp", "Tampering"),
  "clock-skewed": both("Klokken går feil", "Clock wrong"),
  "component-down": both("Komponent nede", "Component down"),
  "flow-broken": both("Dataflyt brutt", "Data flow broken"),
  "flow-slow": both("Dataflyt treg", "Data flow slow"),
  "flow-rejecting": both("Dataflyt avviser", "Data flow rejecting"),
  "maintenance-overlaps-doses": both("Vedlikehold treffer doser", "Maintenance overlaps doses"),
  "monitoring-gap": both("Velvakt kunne ikke følge med", "Velvakt could not watch"),
  "response-overdue": both("Varsel ikke tatt i tide", "Alert not taken in time"),
  "delivery-failed": both("Varsel kom ikke frem", "Notification not delivered"),
  "restore-at-risk": both("Rettetid nesten brukt opp", "Time to restore nearly used"),
  "restore-breached": both("Rettetid brutt", "Time to restore breached"),
  "availability-burning": both("Nedetid brukes opp for fort", "Downtime used up too fast"),
  "availability-breached": both("Tilgjengelighet brutt", "Availability breached"),
  "identity-in-payload": both("Personopplysning i melding", "Personal data in a message"),
  "unknown-sender": both("Ukjent avsender", "Unknown sender"),
  "resident-mismatch": both("Enhet knyttet til to", "Device bound to two residents"),
  "data-after-end": both("Sender etter avsluttet tjeneste", "Sends after service ended"),
  "access-out-of-scope": both("Tilgang utenfor bydelen", "Access from outside the district"),
  "firmware-unsupported": both("Fastvare uten støtte", "Unsupported firmware"),
  "fault-recurring": both("Feil tilbake etter retting", "Fault back after its fix"),
  "chain-test-failed": both("Test av varslingskjeden mislyktes", "Chain test failed"),
  "chain-test-overdue": both("Varslingskjeden ikke testet", "Chain test overdue"),
  "measure-overdue": both("Tiltak over frist", "Measure overdue"),
  "review-overdue": both("Ledelsens gjennomgang over frist", "Review overdue"),
  "acceptance-expired": both("Akseptert risiko utløpt", "Acceptance expired"),
  "supplier-did-task": both("Leverandøren gjorde oppgaven", "Supplier did the task"),
  "ceiling-exceeded": both("Flere innbyggere enn godkjent", "Ceiling exceeded"),
  "gate-closed": both("Skaleringskriterier ikke oppfylt", "Scaling criteria not met"),
  "certificate-ends-soon": both("Sertifikat utløper snart", "Certificate ends soon"),
  "alarm-raised": both("Alarm fra enhet", "Alarm from device"),
};

/** Of a contract in one period. */
export const slaStateWords: Record<"kept" | "at-risk" | "lost" | "unknown", Text> = {
  kept: { no: "Holdes", en: "Kept" },
  "at-risk": { no: "I fare", en: "At risk" },
  lost: { no: "Brutt", en: "Broken" },
  unknown: { no: "Vet ikke", en: "Not known" },
};

/** Of a cell of the matrix. Darker is graver: it must be told apart without seeing colours. */
export const riskLevelLooks: Record<"green" | "yellow" | "red" | "insufficient data", { word: Text; colour: string }> =
  {
    green: { word: both("Grønn", "Green"), colour: "#7fb58a" },
    yellow: { word: both("Gul", "Yellow"), colour: "#d9a400" },
    red: { word: both("Rød", "Red"), colour: "#9b1c3c" },
    "insufficient data": { word: both("For lite data", "Insufficient data"), colour: "#c9ccd1" },
  };

/** What people have decided of a scenario. */
export const riskStateLooks: Record<
  "not-assessed" | "green" | "accepted" | "not-accepted",
  { word: Text; colour: string }
> = {
  "not-assessed": { word: both("Ikke vurdert", "Not assessed"), colour: "#c9ccd1" },
  green: { word: both("Grønn, trenger ingen aksept", "Green, needs no acceptance"), colour: "#7fb58a" },
  accepted: { word: both("Akseptert", "Accepted"), colour: "#4a6fc4" },
  "not-accepted": { word: both("Ikke akseptert", "Not accepted"), colour: "#9b1c3c" },
};

export const gateLooks: Record<"GO" | "NO-GO" | "UNKNOWN", { word: Text; colour: string }> = {
  GO: { word: both("Åpen", "Open"), colour: "#1f6f8b" },
  "NO-GO": { word: both("Stengt", "Shut"), colour: "#9b1c3c" },
  UNKNOWN: { word: both("Vet ikke", "Not known"), colour: "#c9ccd1" },
};
