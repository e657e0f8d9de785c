import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeServiceHome, type RunningService, type ServiceHome } from "../support/service.js";
import { axeViolations, openBrowser, visibleText, visit } from "./browser.js";

const token = "a token of sixteen or more";

let home: ServiceHome;
let service: RunningService;
let browser: Browser;

beforeAll(async () => {
  home = makeServiceHome({ VELVAKT_API_TOKEN: token.replaceAll(" ", "-") });
  [service, browser] = await Promise.all([home.start(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await home?.remove();
});

it("asks for the key of an installation that has one, and shows nothing before", async () => {
  const { page } = await visit(browser, `${service.httpUrl}/worklist`);
  await page.getByRole("heading", { name: "Velvakt krever en nøkkel her" }).waitFor();
  expect(await visibleText(page.locator("body"))).not.toContain("Arbeidsliste");
  expect(await axeViolations(page)).toEqual([]);

  await page.getByLabel("Tilgangsnøkkel").fill("a-wrong-one");
  await page.getByRole("button", { name: "Åpne" }).click();
  await page.getByText("Nøkkelen ble ikke godtatt.").waitFor();

  await page.getByLabel("Tilgangsnøkkel").fill(token.replaceAll(" ", "-"));
  await page.getByRole("button", { name: "Åpne" }).click();
  await page.getByRole("heading", { level: 1, name: "Arbeidsliste" }).waitFor();
  await page.getByText("direkte").waitFor();
  // Kept for the tab, nowhere else.
  expect(await page.evaluate("JSON.stringify({ ...localStorage })")).not.toContain("sixteen");
  await page.reload();
  await page.getByText("direkte").waitFor();
});
