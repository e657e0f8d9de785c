import { startExternalPostgres } from "../../support/external-postgres.js";
import { startInflux } from "../../support/influx.js";
import { mosquittoUsers, startMosquitto } from "../../support/mosquitto.js";
import { startRedis } from "../../support/redis.js";

export const serverNames = ["Mosquitto", "PostgreSQL", "InfluxDB", "Redis"] as const;
export type ServerName = (typeof serverNames)[number];

/** One of the four servers of the production profile: a real process on a port of its own. */
export interface FaultyServer {
  /** Where it is, without Velvakt's user name. */
  port: number;
  /** What Velvakt is told of it, reached through this port. */
  settings(port: number): NodeJS.ProcessEnv;
  signal(name: "SIGKILL" | "SIGSTOP" | "SIGCONT"): Promise<void>;
  /** InfluxDB 1 repeats the first error of its log for ever. */
  needsRestartAfterFullDisk?: true;
  /** On the files that it left. */
  start(): Promise<void>;
  remove(): Promise<void>;
}

/** Starts one with its files below `parent`. */
export const starters: Record<ServerName, (parent?: string) => Promise<FaultyServer>> = {
  async Mosquitto(parent) {
    const server = await startMosquitto([], parent);
    return {
      ...server,
      settings: (port) => ({
        VELVAKT_MQTT_URL: `mqtt://127.0.0.1:${port}`,
        VELVAKT_MQTT_PASSWORD: mosquittoUsers.velvakt,
      }),
    };
  },
  async PostgreSQL(parent) {
    const server = await startExternalPostgres(null, parent);
    const at = (port: number | string) => Object.assign(new URL(server.url), { port: String(port) }).toString();
    return {
      ...server,
      port: Number(new URL(server.url).port),
      settings: (port) => ({ VELVAKT_POSTGRES_URL: at(port), VELVAKT_POSTGRES_PASSWORD: server.password }),
    };
  },
  async InfluxDB(parent) {
    const server = await startInflux({ parent });
    return {
      port: Number(new URL(server.url).port),
      settings: (port) => ({ VELVAKT_INFLUX_URL: `http://127.0.0.1:${port}` }),
      start: server.start,
      remove: server.remove,
      needsRestartAfterFullDisk: true,
      async signal(name) {
        if (name === "SIGSTOP") server.pause();
        else if (name === "SIGCONT") server.resume();
        else await server.kill(name);
      },
    };
  },
  async Redis(parent) {
    // Keeps what it is given on its disk, as an installation's would: otherwise it never notices that one is full.
    const server = await startRedis(["--appendonly", "yes"], parent);
    return {
      ...server,
      settings: (port) => ({ VELVAKT_REDIS_URL: `redis://127.0.0.1:${port}`, VELVAKT_REDIS_PASSWORD: server.password }),
    };
  },
};
