import { Gauge, type Registry } from "prom-client";

/** Name, what it says, and where its value is read when somebody asks. */
export type GaugeRow = readonly [name: string, help: string, read: () => number];

export function registerGauges(registry: Registry, rows: readonly GaugeRow[]): void {
  for (const [name, help, read] of rows) {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  }
}
