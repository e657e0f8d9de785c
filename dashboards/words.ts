/**
 * The words and colours that every dashboard uses for the same thing, so that a dose that is "late" on the page is not
 * something else on a chart.
 */
import type { ComponentStatus, DeviceStatus, Severity, Text, Verdict } from "../rules/model/record.js";

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
