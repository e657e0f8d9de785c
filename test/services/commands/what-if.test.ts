import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { whatIfCommand } from "../../../services/commands/what-if.js";
import type { WhatIfAnswer } from "../../../services/commands/what-if-answer.js";
import type { WhatIfOptions } from "../../../services/commands/what-if-options.js";

async function asked(options: Partial<WhatIfOptions>) {
  const out = new PassThrough();
  let errors = "";
  const err = { write: (text: string) => (errors += text) };
  const all = { days: "1", scenario: "scaling-rush", seed: "1", ...options };
  const code = await whatIfCommand(all, { out, err });
  return { code, out: String(out.read() ?? ""), errors };
}

it("the city as it is and with more residents answer side by side, and the same each time", async () => {
  const first = await asked({ in: "alna", more: "12", json: true });
  expect(first.code).toBe(0);
  const answer = JSON.parse(first.out) as WhatIfAnswer;
  const row = (id: string) => answer.rows.find((one) => one.id === id);
  expect(answer).toMatchObject({ district: "alna", more: 12, days: 1 });
  const { today, scaled } = row("residents") ?? {};
  expect(today).toBeGreaterThanOrEqual(30);
  expect((scaled as number) - (today as number)).toBe(12);
  // Ten people make four visits each within the time to mobilise.
  expect(row("gate:fallback")).toMatchObject({ met: { today: true, scaled: false }, scaled: 40 });
  expect(row("fallback-reach")).toMatchObject({ today, scaled: 40 });
  expect((row("headroom")?.scaled as number) + 12).toBe(row("headroom")?.today);
  expect(answer.rows.map(({ id }) => id)).not.toContain("gate:open-reds");
  expect((await asked({ in: "alna", more: "12", json: true })).out).toBe(first.out);
}, 120_000);

it("wrong use is said all together, and nothing is simulated", async () => {
  const wrong = await asked({ in: "nowhere", days: "99", scenario: "scaling-rush" });
  expect(wrong.code).toBe(2);
  expect(wrong.out).toBe("");
  expect(wrong.errors).toContain("--in nowhere needs --more");
  expect(wrong.errors).toContain("the city of this scenario has alna, grorud");
  expect(wrong.errors).toContain("--days");
  expect((await asked({})).errors).toContain("say how many more");
});
