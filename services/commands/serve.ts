import { type Logger, pino } from "pino";
import { ConfigError, readConfig } from "../config.js";
import { secretProblems } from "../delivery/channels/of-team.js";
import { defaultEcosystemPath, readEcosystemFile } from "../ecosystem/load.js";
import { formatMistakes, type Output, paintFor } from "../ecosystem/report.js";
import { whenReady } from "../runtime/when-ready.js";
import { type Service, serve } from "../serve.js";

export const exitCodes = { fine: 0, cannotStart: 1, configuration: 2, crashed: 70 } as const;

/** Whoever started it waits so long to be told that every part is ready; later it is told which is not. */
const readyMaxMs = 15_000;
/** A drain that hangs must not keep the process alive. */
const closeMaxMs = 10_000;

function isOperatingError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && typeof (error as { code?: unknown }).code === "string";
}

/** Logs are for machines and go to standard error; standard output is for whoever started it. */
function createLog(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
}

function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}

const untilAborted = (stop: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (stop.aborted) resolve();
    else stop.addEventListener("abort", () => resolve());
  });

async function stop(service: Service, out: Output, err: Output): Promise<number> {
  out.write("\nStopping: what has been received is being stored …\n");
  const timer = setTimeout(() => {
    err.write(
      `Velvakt was not down after ${closeMaxMs / 1_000} s and ends now: most likely the database does not answer.\n` +
        "  Nothing that was acknowledged is lost; the next start recovers from the log.\n",
    );
    process.exit(exitCodes.crashed);
  }, closeMaxMs);
  await service.close();
  clearTimeout(timer);
  out.write("Stopped. Nothing that was acknowledged is lost.\n");
  return exitCodes.fine;
}

/** `velvakt serve`: runs until SIGINT or SIGTERM. */
export async function serveCommand(env: NodeJS.ProcessEnv, out: Output, err: Output): Promise<number> {
  const began = performance.now();
  try {
    const config = readConfig(env);
    const loaded = await readEcosystemFile(config.ECOSYSTEM ?? defaultEcosystemPath);
    if (!loaded.ok) {
      err.write(formatMistakes(loaded.mistakes, paintFor(err)));
      return exitCodes.configuration;
    }
    const secrets = secretProblems(loaded.ecosystem, env);
    if (secrets.length > 0) throw new ConfigError(secrets);
    const log = createLog(config.LOG_LEVEL);
    const stopping = stopSignal();
    out.write(`Velvakt is starting (data in ${config.DATA_DIR}) …\n`);
    const { ecosystem, hash: ecosystemHash } = loaded;
    const crashed = (error: unknown) => {
      log.fatal({ err: error }, "Velvakt cannot go on and ends; a restart recovers from the log");
      process.exit(exitCodes.crashed);
    };
    const service = await serve({ config, ecosystem, ecosystemHash, log, crashed });
    const missing = await whenReady(service.readiness, { maxMs: readyMaxMs, stop: stopping });
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    out.write(
      (missing.length === 0
        ? `Velvakt is ready after ${seconds} s.\n`
        : `Velvakt runs, but is not ready after ${seconds} s (${missing.join("; ")}). It goes on trying; see /readyz.\n`) +
        `  API   ${service.httpAddress}\n` +
        `  MQTT  ${config.MQTT_URL ?? `mqtt://${config.MQTT_HOST}:${service.mqttPort}`}, topics vft/v1/${ecosystem.tenant}/…\n` +
        "Ctrl-C stops it.\n",
    );
    await untilAborted(stopping);
    return await stop(service, out, err);
  } catch (error) {
    if (error instanceof ConfigError) {
      err.write(`The settings cannot be used:\n${error.problems.map((problem) => `  ${problem}\n`).join("")}`);
      return exitCodes.configuration;
    }
    if (!isOperatingError(error)) throw error;
    err.write(`Velvakt cannot start.\n  ${error.message}\n`);
    return exitCodes.cannotStart;
  }
}
