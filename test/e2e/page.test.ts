import { connectAsync } from "mqtt";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeServiceHome, type RunningService, type ServiceHome, until } from "../support/service.js";
import { makeTempDir, removeTempDir } from "../support/temp-dir.js";
import { axeViolations, loaded, openBrowser, type Visit, visibleText, visit } from "./browser.js";
import { type CityEvent, type Clock, cityMorning, clockOf, component, speaker, writeNoonEcosystem } from "./city.js";

interface Alert {
  alertId: string;
  kind: string;
  handling: string;
  acknowledgedBy: string | null;
  closedBy: string | null;
  closeCause: string | null;
  closeAction: string | null;
}

/** The page as somebody on duty uses it: the real service, a real broker, a real browser, and no reload. */
describe("the page", { timeout: 120_000 }, () => {
  const folder = makeTempDir();
  let clock: Clock;
  let home: ServiceHome;
  let service: RunningService;
  let browser: Browser;
  let duty: Visit;
  let page: Page;

  beforeAll(async () => {
    clock = clockOf(Date.now());
    home = makeServiceHome({ VELVAKT_ECOSYSTEM: writeNoonEcosystem(folder, clock.nowMs) });
    [service, browser] = await Promise.all([home.start(), openBrowser()]);
    duty = await visit(browser, service.httpUrl);
    page = duty.page;
  });
  afterAll(async () => {
    await browser?.close();
    await home?.remove();
    removeTempDir(folder);
  });

  /** The visible text of the page, so that a failed expectation shows what was there. */
  const text = () => visibleText(page.locator("body"));
  const sees = (what: string | RegExp, limitMs = 15_000) =>
    until(`the page says ${what}`, async () => (await text()).search(what) >= 0, limitMs, 100);

  /** As when somebody comes back to the window again and again: what is shown and has become old is asked for. */
  const seesOnComingBack = (what: string) =>
    until(`the page says ${what}`, async () => {
      await page.evaluate(() => window.dispatchEvent(new Event("visibilitychange")));
      return (await text()).includes(what);
    });

  async function publish(events: CityEvent[]): Promise<void> {
    const client = await connectAsync(`mqtt://127.0.0.1:${service.mqttPort}`, { reconnectPeriod: 0 });
    for (const { topic, ...event } of events) await client.publishAsync(topic, JSON.stringify(event), { qos: 1 });
    await client.endAsync();
  }

  it("says how to connect a device while there is none", async () => {
    await sees("Ingen enheter ennå");
    expect(await text()).toContain("mosquitto_pub");
    expect(await axeViolations(page)).toEqual([]);
  });

  it("comes alive by itself when the first messages arrive", async () => {
    // Lost by a reload: what follows happens on the page as it was opened.
    await page.evaluate("window.openedOnce = true");
    const sent = await service.post("/v1/events", cityMorning(clock, 40));
    expect(sent.status).toBe(202);
    await sees(/Trenger et menneske nå:\s*\d+ av 40/);
    await sees("Doser så langt i dag: 40 doser");
    await sees("Ingen kjente brudd i kjeden");
    await sees(/direkte/);
  });

  it("shows the figures of the API, and the list of whom and what to do one click away", async () => {
    const { needsHumanNow } = await service.get<{ needsHumanNow: Record<string, number> }>("/v1/overview");
    await sees(new RegExp(`Trenger et menneske nå:\\s*${needsHumanNow.residents} av ${needsHumanNow.ofResidents}`));
    await page.getByRole("link", { name: /Trenger et menneske nå/ }).click();
    await page.getByRole("heading", { level: 1, name: "Arbeidsliste" }).waitFor();
    const { items } = await service.get<{ items: unknown[] }>("/v1/worklist");
    await until("all tasks are listed", async () => (await page.locator(".task").count()) === items.length);
    expect(await visibleText(page.locator(".task").first())).toContain("Gjør dette:");
    await page.getByRole("link", { name: "Oversikt" }).click();
  });

  it("shows an outage that begins, without reload, and leads to its details", async () => {
    const cloud = component("vendor-cloud");
    await publish([cloud("outage.opened", Date.now(), { reason: "storage", detectedBy: "supplier" })]);
    await sees(/Dignio Prevent\) er nede siden \d\d:\d\d/);
    await sees(/kl\. 14:00: 40/);
    expect(await page.evaluate("window.openedOnce")).toBe(true);
    await page.getByRole("link", { name: /er nede siden/ }).click();
    await page.getByRole("heading", { level: 1, name: /Hendelse/ }).waitFor();
    await sees("Doser etter frist");
    await sees("Hjemmetjenesten");
  });

  it("shows how messages come through the chain, hop by hop", async () => {
    const note = { flow: "journal", messageId: "note-1" };
    const said = (step: string) => component(step)("hop.passed", Date.now(), { ...note, step });
    await publish(["vendor-cloud", "vkp"].map(said));
    await page.getByRole("link", { name: "Komponenter" }).click();
    await sees("Dataflyter");
    const row = (words: RegExp) => page.locator("tr").filter({ hasText: words });
    await seesIn(row(/Leverandørsky.*→ Velferdsteknologisk/), "Går");
    await seesIn(row(/Velferdsteknologisk.*→ Pasientjournal/), "Vet ikke");
  });

  const seesIn = (place: Locator, what: string) =>
    until(`it says ${what}`, async () => (await visibleText(place.first())).includes(what));

  const taskOf = (alertId: string) => page.locator(`.task[data-alert="${quoted(alertId)}"]`);
  const alertsOf = async (kind: string) => (await service.get<{ items: Alert[] }>(`/v1/alerts?kind=${kind}`)).items;

  it("lets somebody take an alert, asks once who that is, and the API knows", async () => {
    await page.goto(`${service.httpUrl}/worklist`);
    const [alert] = (await alertsOf("dose-unconfirmed")).filter((one) => one.handling === "new");
    const task = taskOf(alert?.alertId ?? "");
    await task.getByRole("button", { name: "Ta ansvar" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Ta ansvar" }).click();
    expect(await visibleText(dialog)).toContain("Skriv rolle eller initialer");
    expect(await axeViolations(page)).toEqual([]);
    await dialog.getByLabel("Hvem er du?").fill("Vakt Grorud");
    await dialog.getByRole("button", { name: "Ta ansvar" }).click();
    await until("the page shows the owner", async () => (await visibleText(task)).includes("Ansvarlig: Vakt Grorud"));
    const taken = (await alertsOf("dose-unconfirmed")).find((one) => one.alertId === alert?.alertId);
    expect(taken).toMatchObject({ handling: "acknowledged", acknowledgedBy: "Vakt Grorud" });
    const logged = await home.sql<{ event: { alertId?: string; actor?: string } }>(
      "SELECT event FROM event_log WHERE kind = 'alert-acknowledged'",
    );
    expect(logged.map(({ event }) => event)).toContainEqual(
      expect.objectContaining({ alertId: alert?.alertId, actor: "Vakt Grorud" }),
    );
  });

  it("takes a follow-up of a dose, as the same person without asking again", async () => {
    const [alert] = await alertsOf("dose-unconfirmed");
    await taskOf(alert?.alertId ?? "")
      .getByRole("button", { name: "Følg opp" })
      .click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Bekreftet på telefon").check();
    expect(await dialog.getByLabel("Hvem er du?").inputValue()).toBe("Vakt Grorud");
    await dialog.getByRole("button", { name: "Følg opp" }).click();
    await dialog.waitFor({ state: "detached" });
    const { items } = await service.get<{ items: { followup: string | null }[] }>("/v1/doses?verdict=unconfirmed");
    expect(items.map((dose) => dose.followup)).toContain("confirmed-by-phone");
  });

  it("closes a critical alert only with cause and action", async () => {
    const [alert] = (await service.get<{ items: Alert[] }>("/v1/alerts?open=true&severity=critical&kind=dose-missed"))
      .items;
    const task = taskOf(alert?.alertId ?? "");
    await task.getByRole("button", { name: "Lukk" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Lukk", exact: true }).click();
    expect(await visibleText(dialog)).toContain("Må fylles ut");
    await dialog.getByLabel("Hva var årsaken?").fill("Innbyggeren sov");
    await dialog.getByLabel("Hva ble gjort?").fill("Hjemmetjenesten ga dosen");
    await dialog.getByRole("button", { name: "Lukk", exact: true }).click();
    await task.waitFor({ state: "detached" });
    const closed = await service.get<Alert>(`/v1/alerts/${encodeURIComponent(alert?.alertId ?? "")}`);
    expect(closed).toMatchObject({ handling: "closed", closedBy: "Vakt Grorud", closeCause: "Innbyggeren sov" });
  });

  it("takes a person's conclusion on the incident's report, with the supplier's case number", async () => {
    const { items } = await service.get<{ items: { incidentId: string }[] }>("/v1/incidents");
    const path = `/incidents/${encodeURIComponent(items[0]?.incidentId ?? "")}/report`;
    await page.goto(service.httpUrl + path);
    await sees("Hvem fikk vite hva, når");
    await page.getByRole("button", { name: "Lagre vurderingen" }).click();
    await sees("Må fylles ut");
    await page.getByLabel("Konklusjon").fill("Leverandøren er ringt. Reserverutine er satt i gang.");
    await page.getByLabel(/Saksnummer/).fill("INC-4711");
    await page.getByLabel("Hvem forårsaket det?").selectOption({ label: "Dignio" });
    await page.getByRole("button", { name: "Lagre vurderingen" }).click();
    await sees("Foreløpig vurdering, Vakt Grorud");
    const report = await service.get<{ supplier: object; reviews: object[] }>(`/v1${path}`);
    expect(report.supplier).toMatchObject({ caseNumber: "INC-4711" });
    expect(report.reviews).toMatchObject([{ actor: "Vakt Grorud", final: false, causedBy: { id: "dignio" } }]);
    await page.goto(`${service.httpUrl}/worklist`);
  });

  it("takes the weekly session's assessment and shows it in the matrix, each colour with its word", async () => {
    await page.goto(`${service.httpUrl}/risk/R2`);
    await page.getByText("Ny vurdering", { exact: true }).click();
    await page.getByRole("button", { name: "Lagre vurderingen" }).click();
    await sees("Må fylles ut");
    for (const area of ["Liv og helse", "Lov og regler", "Måloppnåelse", "Tillit"]) {
      await page.getByLabel(`Konsekvens: ${area}`).selectOption(area === "Liv og helse" ? "4" : "2");
    }
    await page.getByLabel("Sannsynlighet", { exact: true }).selectOption("3");
    await page.getByLabel("Begrunnelse").fill("Varslene kom sent to ganger.");
    await page.getByLabel("Hva vet vi").fill("Vi vet ikke hvor mange som ikke kom.");
    await page.getByLabel("Deltakere").fill("Systemeier, fastlege");
    await page.getByLabel("Uenighet").fill("Fastlege: mener sannsynligheten er 4");
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("button", { name: "Lagre vurderingen" }).click();
    await sees("Versjon 1: Rød");
    expect(await service.get("/v1/scenarios/R2")).toMatchObject({
      place: { probability: 3, consequence: 4 },
      assessment: { actor: "Vakt Grorud", dissent: [{ who: "Fastlege", what: "mener sannsynligheten er 4" }] },
    });
    await page.getByText("Aksepter risikoen", { exact: true }).click();
    await page.getByLabel("Hvorfor er risikoen akseptabel?").fill("Varslene går også på telefon.");
    await service.post("/v1/scenarios/R2/assessments", {
      actor: "MH",
      probability: 2,
      consequence: { "life-and-health": 1, compliance: 1, "goal-attainment": 1, trust: 1 },
      reasons: "Rettet.",
      knowledge: "Mer.",
      participants: ["MH"],
      dissent: [],
    });
    await seesOnComingBack("En grønn risiko trenger ingen aksept");
    await sees("Noen har vurdert eller akseptert risikoen på nytt mens du skrev");
    expect(await page.getByLabel("Hvorfor er risikoen akseptabel?").inputValue()).toBe("Varslene går også på telefon.");
    await page.goto(`${service.httpUrl}/risk`);
    const cell = page.locator(".matrix td", { has: page.getByRole("link", { name: "R2", exact: true }) });
    await until("R2 stands in a green cell", async () => /^Grønn\s+R2$/.test(await visibleText(cell)));
    expect(await text()).toMatch(/R1: [^\n]+\n[\s\S]*?For lite data/);
  });

  it("answers a wish for more residents with its checks, and a person decides", async () => {
    await page.goto(`${service.httpUrl}/scaling`);
    await page.getByText("Be om flere", { exact: true }).click();
    await page.getByLabel("Bydel").selectOption("alna");
    await page.getByLabel("Hvor mange flere?").fill("30");
    await page.getByLabel("Fra", { exact: true }).selectOption({ index: 4 });
    await page.getByLabel("Begrunnelse").fill("Venteliste");
    await page.getByRole("button", { name: "Sjekk og lagre" }).click();
    const asked = page.getByRole("article");
    await until("the checks are there", async () => (await asked.getByRole("row").count()) === 7);
    expect(await visibleText(asked)).toMatch(/30 flere i .*Alna fra/);
    expect(await visibleText(asked)).not.toMatch(/Kriterier i bydelen\s+Oppfylt/);
    await asked.getByText("Beslutt", { exact: true }).click();
    await asked.getByLabel("Beslutning").selectOption("refused");
    await asked.getByLabel("Rolle", { exact: true }).fill("Bydelsdirektør");
    await asked.getByLabel("Begrunnelse").fill("For lite er målt ennå.");
    const { requests } = await service.get<{ requests: { requestId: string }[] }>("/v1/scaling");
    const theirs = { decision: "approved", role: "Direktør", reason: "Ventelisten vokser.", actor: "MH" };
    await service.post(`/v1/scaling/requests/${requests[0]?.requestId}/decision`, theirs);
    await seesOnComingBack("Noen andre har besluttet mens du skrev");
    expect(await visibleText(asked)).toContain("Godkjent av MH (Direktør)");
    expect(await axeViolations(page)).toEqual([]);
    await asked.getByRole("button", { name: "Jeg har sett det" }).click();
    expect(await visibleText(asked)).not.toContain("mens du skrev");
    expect(await asked.getByLabel("Begrunnelse").inputValue()).toBe("For lite er målt ennå.");
    await asked.getByRole("button", { name: "Lagre beslutningen" }).click();
    await sees(/Avslått av Vakt Grorud \(Bydelsdirektør\)/);
    await until("the form is empty", async () => (await asked.getByLabel("Begrunnelse").inputValue()) === "");
    expect(await visibleText(asked)).not.toContain("mens du skrev");
    await page.goto(`${service.httpUrl}/worklist`);
  });

  it("lists what has to be refilled, and leads to the resident's last weeks", async () => {
    const tray = speaker("vft/v1/oslo/grorud/tray-dispenser/D-0000/event", "D-0000-stock");
    await publish([tray("stock.low", Date.now(), { dosesLeft: 2 })]);
    await page.goto(`${service.httpUrl}/worklist`);
    await page.getByRole("link", { name: "Påfyll" }).click();
    await sees("1 dispenser går tom innen 48 timer");
    await sees("For 39 dispensere vet vi ikke hva som er igjen");
    await page.getByRole("link", { name: "R-7000" }).click();
    await sees("Siste 30 dager");
    await page.getByLabel("Periode").selectOption("90");
    await sees("Siste 90 dager");
    expect(new URL(page.url()).search).toBe("?days=90");
    await page.goto(`${service.httpUrl}/worklist`);
  });

  it("refuses an identity number, in words", async () => {
    await page.locator(".task").first().getByRole("button", { name: "Lukk" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(/Hva var årsaken/).fill("gjelder 13097248022");
    await dialog.getByLabel(/Hva ble gjort/).fill("ringt");
    await dialog.getByRole("button", { name: "Lukk", exact: true }).click();
    await until("the dialog says why", async () => (await visibleText(dialog)).includes("Skriv ingen fødselsnumre"));
    await dialog.getByRole("button", { name: "Avbryt" }).click();
  });

  it("remembers the language and the theme", async () => {
    await page.getByRole("button", { name: "English" }).click();
    await page.getByLabel("Appearance").selectOption("dark");
    await sees("Worklist");
    expect(await page.evaluate("document.documentElement.lang")).toBe("en");
    expect(
      await page.evaluate("localStorage.getItem('velvakt.language') + localStorage.getItem('velvakt.theme')"),
    ).toBe("endark");
    await page.getByRole("button", { name: "Norsk" }).click();
    await page.getByLabel("Utseende").selectOption("light");
  });

  it("can be used with the keyboard alone", async () => {
    await page.goto(service.httpUrl);
    await sees("Trenger et menneske nå");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement?.textContent")).toBe("Hopp til innholdet");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement?.closest('main') !== null")).toBe(true);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Arbeidsliste" }).waitFor();
    expect(await page.evaluate("document.activeElement?.tagName")).toBe("H1");
  });

  // Contrast is the theme's, names and labels the language's: each is seen once.
  const combinations = [
    { language: "no", theme: "dark" },
    { language: "en", theme: "light" },
  ] as const;

  it.each(combinations)("has no fault that axe-core finds, in $language and $theme", async ({ language, theme }) => {
    const { items } = await service.get<{ items: { incidentId: string }[] }>("/v1/incidents");
    const incident = `/incidents/${encodeURIComponent(items[0]?.incidentId ?? "")}`;
    const paths = [
      "/",
      "/worklist",
      "/worklist?show=at-risk",
      "/worklist?show=refills&hours=168",
      "/doses",
      "/devices",
      "/components",
      "/sla",
      "/sla/vendor-cloud",
      "/risk",
      "/risk/R2",
      "/scaling",
      "/figures?kpi=on-time&district=grorud",
      incident,
      `${incident}/report`,
      "/residents/R-7518?days=90",
      "/nowhere",
    ];
    const other = await visit(browser, service.httpUrl, { language, theme });
    for (const path of paths) {
      await other.page.goto(service.httpUrl + path);
      await loaded(other.page);
      expect(await axeViolations(other.page), path).toEqual([]);
    }
    // The last address is a wrong one on purpose.
    expect(other.complaints.filter((complaint) => !complaint.includes("404"))).toEqual([]);
    await other.context.close();
  });

  it("fits a phone without scrolling sideways", async () => {
    const phone = await visit(browser, service.httpUrl, { width: 390 });
    const paths = [
      "/",
      "/worklist",
      "/worklist?show=refills",
      "/residents/R-7000",
      "/doses",
      "/devices",
      "/components",
      "/sla",
      "/sla/vendor-cloud",
    ];
    for (const path of [...paths, "/risk", "/risk/R2", "/scaling", "/figures"]) {
      await phone.page.goto(service.httpUrl + path);
      await loaded(phone.page);
      expect(await phone.page.evaluate("document.documentElement.scrollWidth"), path).toBeLessThanOrEqual(390);
    }
    expect(await axeViolations(phone.page)).toEqual([]);
    await phone.context.close();
  });

  it("has met no error so far, and nothing that its content security policy refused", () => {
    expect(duty.complaints.filter((complaint) => !complaint.includes("400"))).toEqual([]);
  });

  it("says that its figures are old when nothing comes any more, and mends itself", async () => {
    // A page that no change of a record refreshes.
    await page.goto(`${service.httpUrl}/risk`);
    await sees("direkte");
    await sees("R8");
    process.kill(service.pid, "SIGSTOP");
    const stoppedMs = performance.now();
    try {
      await sees(/Ikke oppdatert siden \d\d:\d\d:\d\d: siden viser gamle tall/, 30_000);
      expect(performance.now() - stoppedMs).toBeGreaterThan(4_000);
      expect(await text()).not.toContain("direkte");
      expect(await axeViolations(page)).toEqual([]);
    } finally {
      process.kill(service.pid, "SIGCONT");
    }
    await page.waitForResponse((response) => response.url().includes("/v1/scenarios"), { timeout: 30_000 });
    await sees("direkte", 30_000);
    expect(await text()).not.toContain("Ikke oppdatert siden");
    await page.click('nav a[href="/"]');
    const beat = speaker("vft/v1/oslo/grorud/roll-dispenser/D-new/event", "D-new");
    await publish([beat("link.heartbeat", Date.now(), { batteryPercent: 90 })]);
    await sees("av 41");
  });
});

/** Quotes a value for an attribute selector. */
function quoted(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
}
