import { expect, test } from "vitest";
import { bodyWithoutTitle } from "../../dashboards/web/demo/message-body.js";
import { en } from "../../dashboards/web/language/en.js";
import { no } from "../../dashboards/web/language/no.js";
import { dosesQuery } from "../../dashboards/web/parts/coming.js";
import { causeText } from "../../dashboards/web/parts/dose-cause.js";
import { statusesOf } from "../../dashboards/web/parts/silent.js";
import { toldTeams } from "../../dashboards/web/parts/told.js";
import { hrefOf, routeOf } from "../../dashboards/web/router.js";
import { type PageName, pagePaths } from "../../services/api/contract/pages.js";

const names = Object.keys(pagePaths) as PageName[];

test.each(names)("the address of the page %s leads back to it, whatever id it carries", (page) => {
  const id = "incident/mobile-network@grorud/2026-03-10T08:00:00.000Z";
  const { pathname, search } = new URL(hrefOf(page, id, { show: "a&b=c", none: undefined }), "http://velvakt");
  const route = routeOf(pathname, search);
  expect(route.page).toBe(page);
  if (pagePaths[page].includes(":id")) expect(route.id).toBe(id);
  expect([...route.query]).toEqual([["show", "a&b=c"]]);
});

test("an address without a page is none, also one that cannot be decoded", () => {
  expect(routeOf("/nowhere", "").page).toBeNull();
  expect(routeOf("/worklist/more", "").page).toBeNull();
  expect(routeOf("/residents/%E0%A4%A", "")).toMatchObject({ page: "resident", id: "%E0%A4%A" });
});

const told = (teamId: string, at: string, sent: boolean) => ({ teamId, team: teamId, stage: "opened", at, sent });

test("each team is told of once, by the first notification that reached it", () => {
  expect(toldTeams([told("a", "1", false), told("b", "2", true), told("a", "3", true), told("a", "4", true)])).toEqual([
    told("a", "3", true),
    told("b", "2", true),
  ]);
});

test("a team that nothing has reached is shown as not reached", () => {
  expect(toldTeams([told("a", "1", false), told("a", "2", false)])).toEqual([told("a", "1", false)]);
});

test("causes are told in plain words, and an unknown one as it is", () => {
  const nameOf = (id: string) => (id === "mobile-network@grorud" ? "Mobilnett i Grorud" : id);
  expect(causeText(no, "user", nameOf)).toBe("ikke hentet");
  expect(causeText(en, "component:mobile-network@grorud", nameOf)).toBe("Mobilnett i Grorud was down");
  expect(causeText(no, "solar-flare", nameOf)).toBe("solar-flare");
});

test("without a choice the doses so far are asked for, as the first page counts them", () => {
  const chosen = { district: "", date: "2026-03-10" };
  expect(dosesQuery({ ...chosen, verdict: "" })).toMatchObject({ verdict: "", due: "true" });
  expect(dosesQuery({ ...chosen, verdict: "missed" })).toMatchObject({ verdict: "missed", due: "true" });
  expect(dosesQuery({ ...chosen, verdict: "coming" })).toMatchObject({ verdict: "", due: "false" });
});

test("silent devices are all that are not known to be in contact", () => {
  expect(statusesOf("silent")).toEqual(["offline", "unknown"]);
  expect(statusesOf("online")).toBe("online");
});

/** Every text of a language, with functions called on plain arguments. */
function texts(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, String((value as (...args: unknown[]) => unknown)(2, 3, 4))]];
  return Object.entries(value as object).flatMap(([key, member]) => texts(member, `${path}.${key}`));
}

test("both languages say everything, and neither lets a missing value through", () => {
  const inNo = texts(no);
  const inEn = texts(en);
  expect(inEn.map(([path]) => path).sort()).toEqual(inNo.map(([path]) => path).sort());
  for (const [path, text] of [...inNo, ...inEn]) {
    expect(text.trim(), path).not.toBe("");
    expect(text, path).not.toMatch(/undefined|NaN|\[object/);
  }
});

test("a phone does not say a notification's title twice", () => {
  expect(bodyWithoutTitle("Cloud down since 09:13", "Cloud down since 09:13. Call 123.")).toBe("Call 123.");
  expect(bodyWithoutTitle("Cloud down", "Call 123.")).toBe("Call 123.");
  expect(bodyWithoutTitle("Cloud down", "Cloud down.")).toBe("Cloud down.");
});
