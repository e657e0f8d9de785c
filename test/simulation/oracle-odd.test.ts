import { it } from "vitest";
import { compareWorlds } from "../support/world/against-oracle.js";

it("the engine's final ledger is the oracle's, in every random world with an odd seed", { timeout: 3_600_000 }, () => {
  compareWorlds("odd");
});
