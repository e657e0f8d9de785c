import type { Component } from "./component.js";

/** The municipality's own network: without it nobody reaches the record, nor a client PC anything. */
export const municipalNetwork: Component = { id: "municipal-network", dependsOn: [], answersInMs: [5, 30] };
