import { chmodSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { installedBinaries, prepareInstalledServer } from "../database/installed-server.js";
import type { Output } from "../ecosystem/report.js";
import { endLeftBehind, forget, writeDown } from "../local/left-behind.js";
import { openSecrets, type Secrets } from "../local/secrets.js";
import { freePort, installed, type LocalServer, startServer } from "../local/server.js";
import { startInflux, startMosquitto, startRedis } from "../local/servers.js";
import { exitCodes, serveCommand } from "./serve.js";

export interface ProductionCommandOptions {
  /** Everything is kept here: the servers' data, their configuration and the secrets. */
  data: string;
  mqttPort: string;
}

async function startPostgres(folder: string, secrets: Secrets): Promise<LocalServer & { url: string }> {
  const folders = installedBinaries();
  const program = (name: string) => installed(name, "postgresql", folders);
  const place = { folder, port: await freePort(), password: secrets.read("postgres-password") };
  const made = await prepareInstalledServer({ initdb: program("initdb"), postgres: program("postgres") }, place);
  const { command, args, user, env, answers, url } = made;
  // Fast: what is connected is ended, what is committed is kept.
  const server = await startServer({ name: "PostgreSQL", command, args, user, env, answers, stopSignal: "SIGINT" });
  await made.makeDatabase();
  return { ...server, url };
}

/** Stops what was started last first. */
async function stopAll(servers: LocalServer[], err: Output): Promise<void> {
  for (const { name, stop } of servers.splice(0).reverse()) {
    await stop().catch((error: unknown) => err.write(`${name} did not stop cleanly: ${error}\n`));
  }
}

/**
 * `velvakt production`: the production profile on one machine. Mosquitto, InfluxDB, Redis and PostgreSQL of this
 * machine on a folder of their own, with the configuration that is shipped and secrets made at the first start, and
 * Velvakt in front, exactly as with servers elsewhere. Runs until SIGINT or SIGTERM; then all of it stops.
 */
export async function productionCommand(
  { data, mqttPort }: ProductionCommandOptions,
  env: NodeJS.ProcessEnv,
  out: Output,
  err: Output,
): Promise<number> {
  const folder = resolve(data);
  const servers: LocalServer[] = [];
  /** The same server with its address, once it is known that it has to be stopped. */
  const kept = <S extends LocalServer>(server: S): S => {
    servers.push(server);
    writeDown(
      folder,
      servers.map(({ pid }) => pid),
    );
    return server;
  };
  /** Velvakt may end itself, and Ctrl-C may come before it listens to signals. */
  process.once("exit", () => {
    for (const { pid } of servers) process.kill(pid, "SIGINT");
  });
  let stopped = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      stopped = true;
    });
  }
  try {
    mkdirSync(folder, { recursive: true });
    // PostgreSQL may have to run as another user, who passes through here; the secrets are in a folder of their own.
    chmodSync(folder, 0o711);
    const ended = await endLeftBehind(folder);
    if (ended > 0) out.write(`${ended} servers that an earlier run left behind were stopped.\n`);
    const secrets = openSecrets(join(folder, "secrets"));
    const postgres = kept(await startPostgres(join(folder, "postgres"), secrets));
    const redis = kept(await startRedis(join(folder, "redis"), secrets));
    const influx = kept(await startInflux(join(folder, "influxdb"), secrets));
    const mosquitto = kept(
      await startMosquitto(join(folder, "mosquitto"), Number(mqttPort) || (await freePort()), secrets),
    );
    out.write(
      `PostgreSQL, Redis, InfluxDB (${influx.url}) and Mosquitto (${mosquitto.url}) run on ${folder}.\n` +
        `Devices log in as "device" with the password in ${secrets.path("device-password")}.\n`,
    );
    if (stopped) return exitCodes.fine;
    return await serveCommand(
      {
        ...env,
        VELVAKT_DATA_DIR: join(folder, "velvakt"),
        VELVAKT_POSTGRES_URL: postgres.url,
        VELVAKT_POSTGRES_PASSWORD_FILE: secrets.path("postgres-password"),
        VELVAKT_REDIS_URL: redis.url,
        VELVAKT_REDIS_PASSWORD_FILE: secrets.path("redis-password"),
        VELVAKT_INFLUX_URL: influx.url,
        VELVAKT_INFLUX_USERNAME: "velvakt",
        VELVAKT_INFLUX_PASSWORD_FILE: secrets.path("influx-password"),
        VELVAKT_MQTT_URL: mosquitto.url,
        VELVAKT_MQTT_PASSWORD_FILE: secrets.path("mqtt-password"),
      },
      out,
      err,
    );
  } catch (error) {
    if (typeof (error as { code?: unknown }).code !== "string") throw error;
    err.write(`The production profile cannot start.\n  ${(error as Error).message}\n`);
    return exitCodes.cannotStart;
  } finally {
    await stopAll(servers, err);
    forget(folder);
  }
}
