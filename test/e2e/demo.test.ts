import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type SpawnedService, spawnVelvakt, until } from "../support/service.js";
import { makeTempDir, removeTempDir } from "../support/temp-dir.js";
import { axeViolations, openBrowser, type Visit, visibleText, visit } from "./browser.js";

const upMaxMs = 120_000;
/** Promised: so long after the demo is up there is something to see. */
const lifeMaxMs = 60_000;

/** What a visitor sees who knows nothing: the demo as it is started, and the page that was opened before it broke. */
const folder = makeTempDir();
let demo: SpawnedService;
let browser: Browser;
let visitor: Visit;
let upAtMs = 0;

beforeAll(async () => {
  demo = spawnVelvakt(["demo", "--no-open", "--speed", "60"], { TMPDIR: folder });
  const address = () => /(http:\S+) +is up after/.exec(demo.output().stdout)?.[1];
  browser = await openBrowser();
  await until("the demo is up", () => address() !== undefined, upMaxMs, 50);
  upAtMs = performance.now();
  visitor = await visit(browser, address() ?? "");
  await visitor.page.evaluate("window.openedOnce = true");
}, upMaxMs + 30_000);
afterAll(async () => {
  await browser?.close();
  demo?.child.kill("SIGINT");
  await demo?.ended;
  removeTempDir(folder);
});

const sees = (what: RegExp, limitMs: number) =>
  until(
    `the page says ${what}`,
    async () => what.test(await visibleText(visitor.page.locator("body"))),
    Math.max(1_000, limitMs),
    200,
  );

it("shows within a minute what broke, whom it concerns and whose phone has rung, on the page as it was opened", {
  timeout: 120_000,
}, async () => {
  const left = () => upAtMs + lifeMaxMs - performance.now();
  await sees(/Demo, 60× fart/, left());
  await sees(/\(Dignio Prevent\) er nede siden 09:12/, left());
  await sees(/200 innbyggere berørt/, left());
  await sees(/KRITISK: Leverandørsky/, left());
  await sees(/[1-9]\d*\s+Ikke utlevert/, left());
  await sees(/[1-9]\d*\s+Ukjent/, left());
  expect(await visitor.page.evaluate("window.openedOnce")).toBe(true);
  expect(await axeViolations(visitor.page)).toEqual([]);
});

it("lets somebody take the outage on the page of the incident", { timeout: 60_000 }, async () => {
  const { page } = visitor;
  await page.getByRole("link", { name: /er nede siden/ }).click();
  await page.getByRole("button", { name: "Ta ansvar" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Hvem er du?").fill("Vakt IT");
  await dialog.getByRole("button", { name: "Ta ansvar" }).click();
  await sees(/Ansvarlig: Vakt IT/, 15_000);
  expect(await axeViolations(page)).toEqual([]);
  expect(visitor.complaints).toEqual([]);
});
