import type { Text } from "../model/record.js";

export function text(no: string, en: string): Text {
  return { no, en };
}

/** With one decimal at most, as the language writes it. */
export function figure(value: number): Text {
  const rounded = String(Math.round(value * 10) / 10);
  return { no: rounded.replace(".", ","), en: rounded };
}

export function percent(value: number): Text {
  const { no, en } = figure(value);
  return { no: `${no} %`, en: `${en} %` };
}

export const missing: Text = text("For lite er talt opp ennå.", "Too little has been counted yet.");
