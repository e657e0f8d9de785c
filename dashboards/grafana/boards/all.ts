import type { Names } from "../names.js";
import type { Board } from "../panels.js";
import { alerts } from "./alerts.js";
import { chain } from "./chain.js";
import { contracts } from "./contracts.js";
import { devices } from "./devices.js";
import { doses } from "./doses.js";
import { fros } from "./fros.js";
import { operationsNow } from "./operations-now.js";
import { scaling } from "./scaling.js";
import { velvaktItself } from "./velvakt-itself.js";

/** Every board, in the order of the links between them. */
export const allBoards = (names: Names): Board[] =>
  [operationsNow, doses, devices, chain, alerts, contracts, fros, scaling, velvaktItself].map((board) => board(names));
