import { eventTypes, typePrefix } from "../ingest/wire/event-types.js";
import { messageBytesMax } from "../ingest/wire/limits.js";
import type { EventType } from "../rules/model/event.js";
import { eventWords } from "./event-words.js";
import {
  dataSchema,
  envelopeSchema,
  type JsonSchema,
  messageSchema,
  stateMessageSchema,
  typeNames,
} from "./wire-schemas.js";

const refer = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });
const bySender = (sender: "device" | "component"): EventType[] =>
  typeNames.filter((type) => eventTypes[type].sender === sender);

const parameters = {
  tenant: { description: "The installation, e.g. oslo" },
  district: { description: "A district of the installation; `_` for a component that serves all of them" },
  class: { description: "The class of the device" },
  deviceId: { description: "1 to 128 characters of A-Z a-z 0-9 . _ : -" },
  componentId: { description: "A component of the ecosystem file" },
};

function pick<T extends keyof typeof parameters>(...names: T[]): object {
  return Object.fromEntries(names.map((name) => [name, parameters[name]]));
}

function channel(address: string, description: string, names: string[], inAddress: object): object {
  return {
    address,
    description,
    parameters: inAddress,
    messages: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
  };
}

function receive(name: string, summary: string, retain: boolean): object {
  return {
    action: "receive",
    channel: { $ref: `#/channels/${name}` },
    summary,
    bindings: { mqtt: { qos: 1, retain, bindingVersion: "0.2.0" } },
  };
}

const message = (type: EventType): object => ({
  name: typePrefix + type,
  title: type,
  summary: eventWords[type],
  contentType: "application/cloudevents+json",
  payload: messageSchema(type, refer),
});

/** The wire contract as AsyncAPI 3: what devices and systems publish, seen from Velvakt. */
export function asyncapiDocument(): object {
  const below = "vft/v1/{tenant}/{district}";
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Velvakt wire contract",
      version: "1.0.0",
      description: `MQTT 3.1.1 or 5. Every event is one CloudEvents 1.0 JSON object of at most ${messageBytesMax / 1024} KiB, QoS 1, not retained. It is acknowledged when it is stored. The same \`source\` and \`id\` again is a duplicate; a message that cannot be used goes to quarantine with a reason code and is acknowledged. Residents are opaque tokens: no national identity number or name anywhere. Unknown members are kept out of the way, null counts as left out, and an unknown type is stored and counted. \`replayed\` says that an event comes from a buffer, \`test\` that it is part of a chain test and never counts.`,
      license: { name: "Apache-2.0" },
    },
    defaultContentType: "application/json",
    servers: {
      embedded: { host: "127.0.0.1:1883", protocol: "mqtt", description: "The broker in the process, as it starts" },
    },
    channels: {
      deviceEvents: channel(
        `${below}/{class}/{deviceId}/event`,
        "What a device says, or a system about it.",
        bySender("device"),
        pick("tenant", "district", "class", "deviceId"),
      ),
      componentEvents: channel(
        `${below}/component/{componentId}/event`,
        "What a system of the chain says.",
        bySender("component"),
        pick("tenant", "district", "componentId"),
      ),
      deviceState: channel(
        `${below}/{class}/{deviceId}/state`,
        "Whether a device is connected; retained, and its Last Will. A retained copy is never a sign of life.",
        ["state"],
        pick("tenant", "district", "class", "deviceId"),
      ),
    },
    operations: {
      receiveDeviceEvent: receive("deviceEvents", "A device publishes", false),
      receiveComponentEvent: receive("componentEvents", "A component publishes", false),
      receiveDeviceState: receive("deviceState", "A device connects or is gone", true),
    },
    components: {
      messages: {
        ...Object.fromEntries(typeNames.map((type) => [type, message(type)])),
        state: { name: "state", title: "state", summary: "Online or offline", payload: refer("state") },
      },
      schemas: {
        envelope: envelopeSchema(),
        state: stateMessageSchema(),
        ...Object.fromEntries(typeNames.map((type) => [type, dataSchema(type)])),
      },
    },
  };
}
