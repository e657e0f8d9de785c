import { ensureDebianPackages } from "./debian.js";

/** Runs once before the integration tests. */
export default function setup(): void {
  ensureDebianPackages([
    { command: "mosquitto", package: "mosquitto" },
    { command: "mosquitto_pub", package: "mosquitto-clients" },
  ]);
}
