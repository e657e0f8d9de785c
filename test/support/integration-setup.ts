import { ensureDebianPackages } from "./debian.js";

/** Runs once before the integration tests. */
export default function setup(): void {
  ensureDebianPackages([
    { command: "mosquitto", package: "mosquitto" },
    { command: "mosquitto_pub", package: "mosquitto-clients" },
    { command: "openssl", package: "openssl" },
    { command: "pg_createcluster", package: "postgresql" },
    { command: "redis-server", package: "redis-server" },
    { command: "influxd", package: "influxdb" },
    { command: "victoria-metrics", package: "victoria-metrics" },
  ]);
}
