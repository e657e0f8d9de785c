import { expect, it } from "vitest";
import type { Ecosystem } from "../../../rules/model/ecosystem.js";
import { causeOf, causeShares, type IncidentCause, supplierChain } from "../../../rules/sla/causes.js";
import { rigEcosystem } from "../../support/engine.js";

const minMs = 60_000;
const supplier = (id: string, subcontractorOf: string | null) => ({
  id,
  name: id.toUpperCase(),
  subcontractorOf,
  countries: ["NO"],
  dutyPhone: null,
});

/** The cloud is the vendor's; the data centre under it is run by somebody who works for somebody who works for the vendor. */
const ecosystem: Ecosystem = {
  ...rigEcosystem,
  suppliers: [supplier("vendor", null), supplier("host", "vendor"), supplier("cooling", "host")],
  components: rigEcosystem.components.map((one) => (one.id === "data-centre" ? { ...one, supplier: "cooling" } : one)),
};

const outage = (fromMin: number, toMin: number | null) => ({
  fromMs: fromMin * minMs,
  toMs: toMin === null ? null : toMin * minMs,
  restoreMin: (toMin ?? fromMin + 10) - fromMin,
  restoredInTime: true,
});

const incident = (differences: Partial<IncidentCause> = {}): IncidentCause => ({
  incidentId: "I-1",
  rootCause: "data-centre",
  components: ["data-centre", "vendor-cloud"],
  sinceMs: 0,
  endedAtMs: 60 * minMs,
  foundBy: "declared",
  merged: false,
  reviewedSupplier: null,
  ...differences,
});

it("a chain of suppliers leads from the operator to whoever has the contract", () => {
  expect(supplierChain(ecosystem.suppliers, "cooling")).toEqual(["cooling", "host", "vendor"]);
  expect(supplierChain(ecosystem.suppliers, "nobody")).toEqual([]);
});

it("what depends on a failed component is down because of that one's operator", () => {
  expect(causeOf(ecosystem, "vendor-cloud", outage(5, 60), [incident()])).toEqual({
    basis: "declared",
    rootCause: "data-centre",
    incidentId: "I-1",
    chain: ["cooling", "host", "vendor"],
  });
});

it("what is only concluded from silence names a component and nobody, until a person has", () => {
  const inferred = incident({ foundBy: "inferred" });
  expect(causeOf(ecosystem, "vendor-cloud", outage(5, 60), [inferred])).toMatchObject({ basis: "inferred", chain: [] });
  const reviewed = incident({ foundBy: "inferred", reviewedSupplier: "host" });
  expect(causeOf(ecosystem, "vendor-cloud", outage(5, 60), [reviewed])).toMatchObject({
    basis: "reviewed",
    chain: ["host", "vendor"],
  });
});

it("of several incidents the one that covers most of the outage counts, and one that was merged only alone", () => {
  const other = incident({ incidentId: "I-2", rootCause: "vendor-cloud", sinceMs: 40 * minMs, endedAtMs: null });
  expect(causeOf(ecosystem, "vendor-cloud", outage(30, 120), [incident(), other]).incidentId).toBe("I-2");
  const merged = { ...other, merged: true };
  expect(causeOf(ecosystem, "vendor-cloud", outage(30, 120), [incident(), merged]).incidentId).toBe("I-1");
  expect(causeOf(ecosystem, "vendor-cloud", outage(70, 120), [incident(), merged]).incidentId).toBe("I-2");
});

it("an outage that no incident was about has no known cause", () => {
  const none = { basis: "none", rootCause: null, incidentId: null, chain: [] };
  expect(causeOf(ecosystem, "vendor-cloud", outage(300, 310), [incident()])).toEqual(none);
  expect(causeOf(ecosystem, "mobile-network@alna", outage(5, 60), [incident()])).toEqual(none);
});

it("shares are by minutes, the most first and the unnamed last, and are all of them", () => {
  const shares = causeShares([
    { outage: outage(0, 30), cause: causeOf(ecosystem, "vendor-cloud", outage(0, 30), [incident()]) },
    { outage: outage(300, 420), cause: causeOf(ecosystem, "vendor-cloud", outage(300, 420), []) },
    {
      outage: outage(0, 50),
      cause: causeOf(ecosystem, "vendor-cloud", outage(0, 50), [incident({ rootCause: "vendor-cloud" })]),
    },
  ]);
  expect(shares.map(({ supplierId, downMin, sharePercent }) => [supplierId, downMin, sharePercent])).toEqual([
    ["vendor", 50, 25],
    ["cooling", 30, 15],
    [null, 120, 60],
  ]);
  expect(causeShares([])).toEqual([]);
});
