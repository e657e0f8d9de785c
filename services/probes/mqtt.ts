import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import { addressOf } from "./address.js";
import { type Answer, type Ask, unwell, well } from "./ask.js";
import { certificateEndsAtMs, overTcp, overTls, read } from "./connect.js";

const keepaliveSec = 30;
const connack = 0x20;
/** The one refusal that is about the broker and not about who asks. */
const serverUnavailable = 3;

/** CONNECT of MQTT 3.1.1 with a clean session, without a name: that is not the broker's to know. */
function connectPacket(clientId: string): Buffer {
  const id = Buffer.from(clientId);
  const variable = Buffer.from([0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 0x02, 0, keepaliveSec, 0, id.length]);
  return Buffer.concat([Buffer.from([0x10, variable.length + id.length]), variable, id]);
}

const disconnectPacket = Buffer.from([0xe0, 0]);

async function greet(socket: Socket): Promise<Answer> {
  socket.write(connectPacket(`velvakt-probe-${randomBytes(4).toString("hex")}`));
  const [type, , , code] = await read(socket, 4);
  if (type !== connack) return unwell("did not answer as an MQTT broker does");
  if (code === serverUnavailable) return unwell("the broker says that it is unavailable");
  socket.write(disconnectPacket);
  return well();
}

/** The broker answers CONNECT with CONNACK. That it wants a password of us is an answer as well: it works. */
export const askMqtt: Ask = (target, signal) => {
  const at = addressOf(target);
  if (at.scheme !== "mqtts") return overTcp(at, signal, greet);
  return overTls(at, signal, async (socket) => {
    const endsAtMs = certificateEndsAtMs(socket);
    return { ...(await greet(socket)), certificateEndsAtMs: endsAtMs };
  });
};
