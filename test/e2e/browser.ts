import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from "playwright-core";
import { findCommand } from "../support/debian.js";
import { until } from "../support/service.js";

export type Language = "no" | "en";
export type Theme = "light" | "dark";

/** Debian's Chromium, quiet: it asks nobody on the Internet anything. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findCommand("chromium") ?? "chromium",
    args: [
      "--no-sandbox",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-default-apps",
      "--disable-sync",
      "--no-first-run",
    ],
  });
}

export interface Visit {
  context: BrowserContext;
  page: Page;
  /** What the page has complained of: errors, and what its content security policy refused. */
  complaints: string[];
}

export interface Visitor {
  language?: Language;
  theme?: Theme;
  width?: number;
}

/** A fresh visitor with these settings already chosen. */
export async function visit(browser: Browser, url: string, visitor: Visitor = {}): Promise<Visit> {
  const { language = "no", theme = "light", width = 1280 } = visitor;
  const context = await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: "reduce" });
  await context.addInitScript(
    ([chosenLanguage, chosenTheme]) => {
      localStorage.setItem("velvakt.language", chosenLanguage ?? "");
      localStorage.setItem("velvakt.theme", chosenTheme ?? "");
    },
    [language, theme],
  );
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto(url);
  return { context, page, complaints };
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core finds wrong with the page as it is now, one line per rule. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const results = await page.evaluate(
    async () => (await (globalThis as unknown as { axe: { run(): Promise<unknown> } }).axe.run()) as unknown,
  );
  const { violations, passes } = results as AxeResults;
  if (passes.length === 0) throw new Error("axe-core checked nothing");
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
  );
}

/** Waits until the page shows what it has fetched; several parts of it may still be loading. */
export async function loaded(page: Page): Promise<void> {
  await page.locator("h1").waitFor({ state: "attached" });
  await until("nothing is loading", async () => (await page.locator(".loading").count()) === 0);
}

/** What somebody who looks can read there. */
export function visibleText(locator: Locator): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: the content would hold what is hidden, too
  return locator.innerText();
}
