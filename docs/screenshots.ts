/**
 * Writes the pictures of the README (`npm run screenshots`): a real demo, a real browser (Debian's Chromium, or what
 * CHROMIUM names), the moment at which doses have become unknown behind the dead cloud. The demo's story is always the
 * same; what the clock reads may differ by a minute or two.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Browser, chromium } from "playwright-core";

const root = resolve(import.meta.dirname, "..");
const folder = join(root, "docs/pictures");
const startMaxMs = 120_000;
const storyMaxMs = 180_000;
const bytesMax = 250_000;
/** Pixels of a picture for one of the page's: a README is narrower than a screen. */
const scale = 0.7;

interface Overview {
  needsHumanNow: { timeCritical: number };
  openIncidents: { incidentId: string }[];
}

interface Picture {
  name: string;
  path: (incidentId: string) => string;
  theme: "light" | "dark";
  height: number;
}

const pictures: Picture[] = [
  { name: "overview", path: () => "/", theme: "light", height: 1330 },
  { name: "worklist", path: () => "/worklist", theme: "light", height: 1000 },
  { name: "incident", path: (id) => `/incidents/${encodeURIComponent(id)}`, theme: "dark", height: 1100 },
];

async function until<T>(what: string, maxMs: number, look: () => Promise<T | null> | T | null): Promise<T> {
  for (const giveUpAtMs = performance.now() + maxMs; performance.now() < giveUpAtMs; await sleep(200)) {
    const found = await look();
    if (found !== null) return found;
  }
  throw new Error(`${what}: not within ${maxMs / 1000} s`);
}

async function take(browser: Browser, url: string, { name, theme, height }: Picture): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 1280, height },
    deviceScaleFactor: scale,
    locale: "en-GB",
    reducedMotion: "reduce",
  });
  await context.addInitScript((chosen) => {
    localStorage.setItem("velvakt.language", "en");
    localStorage.setItem("velvakt.theme", chosen);
  }, theme);
  const page = await context.newPage();
  await page.goto(url);
  await page.locator(".phone-message").first().waitFor();
  await page.getByText("· live").waitFor();
  await until("everything is there", startMaxMs, async () =>
    (await page.locator(".loading").count()) === 0 ? true : null,
  );
  await page.evaluate(() => document.fonts.ready);
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  await context.close();
  const { size } = statSync(path);
  console.log(`${name}.png ${Math.round(size / 1000)} kB`);
  if (size > bytesMax) throw new Error(`${path} is larger than ${bytesMax / 1000} kB`);
}

const demo = spawn(process.execPath, [join(root, "bin/velvakt.js"), "demo", "--no-open"], {
  stdio: ["ignore", "pipe", "inherit"],
});
let said = "";
demo.stdout.setEncoding("utf8").on("data", (text: string) => {
  said += text;
});
const ended = once(demo, "close");
try {
  const address = await until("the demo is up", startMaxMs, () => /(http:\S+) +is up after/.exec(said)?.[1] ?? null);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  const incidentId = await until("time-critical doses are unknown", storyMaxMs, async () => {
    const overview = (await (await fetch(`${address}/v1/overview`)).json()) as Overview;
    return overview.needsHumanNow.timeCritical > 1 ? (overview.openIncidents[0]?.incidentId ?? null) : null;
  });
  mkdirSync(folder, { recursive: true });
  for (const picture of pictures) await take(browser, address + picture.path(incidentId), picture);
  await browser.close();
} finally {
  demo.kill("SIGINT");
  await ended;
}
