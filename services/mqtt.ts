import type pg from "pg";
import type { Logger } from "pino";
import { buildTopic } from "../ingest/wire/topic.js";
import type { Ecosystem } from "../rules/model/ecosystem.js";
import { type Broker, listenBroker } from "./broker/broker.js";
import { connectBroker } from "./broker/external/external-broker.js";
import { brokerSettings, type Config, mqttCredentials } from "./config.js";
import { readConnectionStates } from "./database/read/connection-states.js";
import type { Evaluator } from "./evaluator/evaluator.js";

/** The broker, whichever it is. */
export interface Mqtt extends Broker {
  /** Null while messages come in, or why not. */
  ready(): string | null;
}

export interface MqttPorts {
  config: Config;
  ecosystem: Ecosystem;
  evaluator: Evaluator;
  pool: pg.Pool;
  log: Logger;
  now: () => number;
}

/** A broker of our own, or a session with the one that `VELVAKT_MQTT_URL` names. */
export function openMqtt(ports: MqttPorts): Promise<Mqtt> {
  const external = brokerSettings(ports.config);
  return external === null ? openEmbedded(ports) : openExternal(ports, external);
}

async function openEmbedded({ config, ecosystem, evaluator, pool, log }: MqttPorts): Promise<Mqtt> {
  const states = await retainedStates(pool, ecosystem.tenant);
  const { MQTT_HOST: host, MQTT_PORT: port } = config;
  const broker = await listenBroker(
    { submit: evaluator.submit, states, log },
    { host, port, credentials: mqttCredentials(config) },
  );
  return { ...broker, ready: () => null };
}

/** The last states, which the embedded broker keeps in memory only and has to be told again. */
async function retainedStates(pool: pg.Pool, tenant: string) {
  const devices = await readConnectionStates(pool);
  return devices.flatMap(({ connection, ...device }) => {
    const topic = buildTopic({ tenant, ...device }, "state");
    return connection === null ? [] : [{ topic, state: connection }];
  });
}

async function openExternal(
  { evaluator, log, now }: MqttPorts,
  settings: NonNullable<ReturnType<typeof brokerSettings>>,
): Promise<Mqtt> {
  /** A gap of ours, from where the broker was last heard; its marker ends it. */
  function lost(silentMs: number): void {
    const fromMs = Math.floor((evaluator.health().position?.engineTimeMs ?? now()) - silentMs);
    evaluator
      .submitOwn({ kind: "gap-opened", fromMs, reason: "broker-lost" })
      .catch((error: unknown) => log.warn({ err: error }, "the loss of the broker could not be noted"));
  }
  const broker = await connectBroker({ submit: evaluator.submit, lost, log }, settings);
  return { ...broker, connectedClients: () => 0 };
}
