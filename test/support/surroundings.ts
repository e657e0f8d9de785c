import { startExternalPostgres } from "./external-postgres.js";
import { mosquittoUsers, startMosquitto } from "./mosquitto.js";
import { startRedis } from "./redis.js";

/** What the service runs on, and where devices publish. */
export interface Surroundings {
  settings: NodeJS.ProcessEnv;
  /** Null: the service's own. */
  mqttPort: number | null;
  /** Of devices. */
  login: { username?: string; password?: string };
  /** Null: the service's own. */
  databaseUrl: string | null;
  remove(): Promise<unknown>;
}

export async function embedded(): Promise<Surroundings> {
  return { settings: {}, mqttPort: null, login: {}, databaseUrl: null, remove: async () => undefined };
}

/** Mosquitto, PostgreSQL and Redis. */
export async function onServers(): Promise<Surroundings> {
  const servers = await Promise.all([startMosquitto(), startExternalPostgres(), startRedis()]);
  const [mosquitto, postgres, redis] = servers;
  return {
    settings: {
      VELVAKT_MQTT_URL: mosquitto.url,
      VELVAKT_MQTT_PASSWORD: mosquittoUsers.velvakt,
      VELVAKT_POSTGRES_URL: postgres.url,
      VELVAKT_POSTGRES_PASSWORD: postgres.password,
      VELVAKT_REDIS_URL: redis.url,
      VELVAKT_REDIS_PASSWORD: redis.password,
    },
    mqttPort: mosquitto.port,
    login: { username: "device", password: mosquittoUsers.device },
    databaseUrl: Object.assign(new URL(postgres.url), { password: encodeURIComponent(postgres.password) }).toString(),
    remove: () => Promise.all(servers.map((server) => server.remove())),
  };
}
