import { expect, it } from "vitest";
import { createRig, instantOf } from "../../support/engine.js";

const at = instantOf;
const target = "cloud.example:443";

function rigWith() {
  const rig = createRig({}, "01 10:00");
  const probe = (endsAtMs: number, t?: number, where = target) =>
    rig.component(
      "vendor-cloud",
      "probe.result",
      { ok: true, target: where, certificateEndsAtMs: endsAtMs },
      t === undefined ? {} : { time: t },
    );
  const alerts = () => rig.alerts("certificate-ends-soon");
  return { rig, probe, alerts };
}

it("a certificate that ends within two weeks is told once, by its address, until it has been renewed", () => {
  const { rig, probe, alerts } = rigWith();
  probe(at("15 10:00"));
  expect(alerts()).toEqual([]);
  rig.at("01 10:01");
  probe(at("15 10:00"));
  rig.at("02 10:00");
  probe(at("15 10:00"));
  expect(alerts()).toMatchObject([
    { subject: `vendor-cloud/${target}`, severity: "normal", scenario: "R3", condition: "active" },
  ]);
  expect(alerts()[0]?.summary.no).toMatch(/utløper 15\.03\. 11:00$/);
  probe(at("28 10:00"), undefined, "other.example:443");
  expect(alerts()).toMatchObject([{ condition: "active" }]);
  rig.at("02 11:00");
  probe(at("28 10:00"));
  expect(alerts()).toMatchObject([{ condition: "cleared", handling: "closed" }]);
});

it("what was seen before a later look changes nothing", () => {
  const { rig, probe, alerts } = rigWith();
  rig.at("01 12:00");
  probe(at("28 10:00"));
  probe(at("05 10:00"), at("01 11:00"));
  expect(alerts()).toEqual([]);
});
