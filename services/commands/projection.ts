import { type Logger, pino } from "pino";
import { ConfigError, influxSettings, readConfig } from "../config.js";
import { createProjectionStore } from "../database/projection-store.js";
import type { Output } from "../ecosystem/report.js";
import { openDatabase } from "../open-database.js";

const exitCodes = { fine: 0, cannot: 1, configuration: 2 } as const;

/**
 * `velvakt projection rebuild`: sends the cursor back to the beginning of the log, so that the next start tells
 * InfluxDB everything again, and says from when on that is complete.
 */
export async function projectionRebuildCommand(env: NodeJS.ProcessEnv, out: Output, err: Output): Promise<number> {
  const log: Logger = pino({ level: "silent" });
  try {
    const config = readConfig(env);
    const database = await openDatabase(config, {
      log,
      channelsOf: () => [],
      onLost: (error) => {
        throw error;
      },
    });
    try {
      const { fromMs } = await createProjectionStore(database.pool).restart();
      const from = fromMs === null ? "The log is empty." : `Complete from ${new Date(fromMs).toISOString()} on.`;
      const next = influxSettings(config) ? "" : " VELVAKT_INFLUX_URL is not set: nothing is told until it is.";
      out.write(`InfluxDB is told everything again after the next start. ${from}${next}\n`);
      return exitCodes.fine;
    } finally {
      await database.close();
    }
  } catch (error) {
    if (error instanceof ConfigError) {
      err.write(`The settings cannot be used:\n${error.problems.map((problem) => `  ${problem}\n`).join("")}`);
      return exitCodes.configuration;
    }
    if (!(error instanceof Error) || typeof (error as { code?: unknown }).code !== "string") throw error;
    err.write(`The projection cannot be rebuilt now.\n  ${error.message}\n`);
    return exitCodes.cannot;
  }
}
