import { expect, it } from "vitest";
import { fill } from "../../../rules/alerts/catalogue.js";

it("a name is filled in the language of the text, else for both alike; one without evidence stays visible", () => {
  const text = { no: "{what} hos {who}: {gone}", en: "{what} for {who}: {gone}" };
  expect(fill(text, { whatNo: "Dose", whatEn: "Medicine", who: "R-1" })).toEqual({
    no: "Dose hos R-1: {gone}",
    en: "Medicine for R-1: {gone}",
  });
});
