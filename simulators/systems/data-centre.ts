import type { Component } from "./component.js";

/** The municipality's data centre: when it stops, so does the patient record that runs in it. */
export const dataCentre: Component = { id: "data-centre", dependsOn: [], answersInMs: [5, 40] };
