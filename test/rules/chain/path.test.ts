import { expect, it } from "vitest";
import { dependsOn, nameOf, tailBound } from "../../../rules/chain/path.js";
import type { Component } from "../../../rules/model/ecosystem.js";
import { rigEcosystem } from "../../support/engine.js";
import { componentOf } from "./city.js";

function ecosystem(components: Component[]) {
  return { ...rigEcosystem, components };
}

it("a component depends on what it names, and on what that depends on, once each", () => {
  const diamond = ecosystem([
    componentOf("epj", { dependsOn: ["vkp", "network"] }),
    componentOf("vkp", { dependsOn: ["network"] }),
    componentOf("network", { dependsOn: ["gone"] }),
  ]);
  expect(dependsOn(diamond, "epj", "network")).toBe(true);
  expect(dependsOn(diamond, "network", "epj")).toBe(false);
  expect(dependsOn(diamond, "epj", "epj")).toBe(false);
  expect(dependsOn(diamond, "epj", "gone")).toBe(true);
});

it("what depends on one district's component does so in that district only", () => {
  const perDistrict = ecosystem([
    componentOf("phone", { dependsOn: ["mobile"], perDistrict: true }),
    componentOf("mobile", { perDistrict: true }),
  ]);
  expect(dependsOn(perDistrict, "phone@grorud", "mobile@grorud")).toBe(true);
  expect(dependsOn(perDistrict, "phone@grorud", "mobile@alna")).toBe(false);
  expect(dependsOn(perDistrict, "phone", "mobile@alna")).toBe(true);
});

it("a component that the file has dropped is called by its id", () => {
  expect(nameOf(ecosystem([]), "old-cloud")).toEqual({ no: "old-cloud", en: "old-cloud" });
  expect(nameOf(ecosystem([]), "old-net@grorud").en).toBe("old-net@grorud");
});

it("no more than expected is no surprise, and all of them is one as the chances multiply", () => {
  expect(tailBound(10, 1, 0.1)).toBe(1);
  expect(tailBound(3, 3, 0.1)).toBeCloseTo(0.001);
  expect(tailBound(10, 5, 0.1)).toBeLessThan(0.01);
});
