/** MQTT 3.1.1 packets byte by byte, for tests that send what no client library would. */
export function mqttPacket(typeAndFlags: number, body: Uint8Array): Buffer {
  const length: number[] = [];
  let rest = body.length;
  do {
    length.push((rest % 128) + (rest >= 128 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.concat([Buffer.from([typeAndFlags, ...length]), body]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

export function connectPacket(clientId: string, keepaliveSec = 0): Buffer {
  const cleanSession = 0x02;
  const head = Buffer.from([4, cleanSession, keepaliveSec >> 8, keepaliveSec & 0xff]);
  return mqttPacket(0x10, Buffer.concat([text("MQTT"), head, text(clientId)]));
}

/** QoS 0. The packet's length is that of the payload plus 2 plus that of the topic. */
export function publishPacket(topic: string, payload: Uint8Array): Buffer {
  return mqttPacket(0x30, Buffer.concat([text(topic), payload]));
}
