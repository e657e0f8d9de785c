import type { Component } from "./component.js";

/** The PCs on which staff close alerts and read the record. */
export const clientPc: Component = {
  id: "client-pc",
  dependsOn: ["municipal-network"],
  isBehind: ["municipal-network"],
  answersInMs: [10, 60],
};
