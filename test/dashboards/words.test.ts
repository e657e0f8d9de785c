import { expect, test } from "vitest";
import {
  alertKindWords,
  riskColours,
  severityColours,
  signalColours,
  statusColours,
  verdictLooks,
  verdictOrder,
} from "../../dashboards/words.js";
import { alertKinds } from "../../rules/alerts/catalogue.js";

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** What panels are painted with in the design system's two themes. */
const background = { light: "#ffffff", dark: "#27292d" } as const;

// A dose that was not expected is meant to step back; its neighbours and the legend's word tell it apart.
test.each(verdictOrder.filter((verdict) => verdict !== "excused"))("%s stands out from both backgrounds", (verdict) => {
  for (const theme of ["light", "dark"] as const) {
    expect(contrast(verdictLooks[verdict].colour[theme], background[theme]), theme).toBeGreaterThanOrEqual(3);
  }
});

test("no verdict is red or green: a fact is not a judged risk", () => {
  for (const verdict of verdictOrder) {
    for (const hex of Object.values(verdictLooks[verdict].colour)) {
      const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
      expect(b, `${verdict} ${hex}`).toBeGreaterThanOrEqual(Math.min(r, g));
      expect(Math.max(r, g) - b, `${verdict} ${hex}`).toBeLessThan(20);
    }
  }
});

test("unknown is the only one hatched, and missed stands out most", () => {
  expect(verdictOrder.filter((verdict) => verdictLooks[verdict].pattern === "hatched")).toEqual(["unconfirmed"]);
  for (const theme of ["light", "dark"] as const) {
    const byContrast = [...verdictOrder].sort(
      (a, b) =>
        contrast(verdictLooks[b].colour[theme], background[theme]) -
        contrast(verdictLooks[a].colour[theme], background[theme]),
    );
    expect(byContrast[0], theme).toBe("missed");
  }
});

test("every kind of alert has a few words, in both languages, and none that is no kind", () => {
  expect(Object.keys(alertKindWords).sort()).toEqual(Object.keys(alertKinds).sort());
  for (const text of Object.values(alertKindWords)) {
    expect(text.no.length).toBeLessThan(40);
    expect(text.en.length).toBeGreaterThan(4);
  }
});

test("a more serious alert is darker on a chart, and every colour stands out from white", () => {
  const shades = (["critical", "serious", "moderate", "normal"] as const).map((one) =>
    contrast(severityColours[one], background.light),
  );
  expect(shades).toEqual([...shades].sort((a, b) => b - a));
  for (const colour of [...Object.values(signalColours), statusColours.up, statusColours.down]) {
    expect(contrast(colour, background.light)).toBeGreaterThanOrEqual(4.5);
  }
});

test.each(Object.entries(riskColours))("words on a %s cell of the matrix can be read in both themes", (_, colour) => {
  for (const theme of ["light", "dark"] as const) {
    expect(contrast(colour.fill[theme], colour.text[theme]), theme).toBeGreaterThanOrEqual(7);
  }
});
