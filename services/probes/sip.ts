import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { isIPv6 } from "node:net";
import { type Address, addressOf } from "./address.js";
import { type Answer, type Ask, unwell, well } from "./ask.js";
import { overTcp, read } from "./connect.js";

/** RFC 3261 retransmits a request over UDP after 500 ms, and then twice as late each time. */
const resendFirstMs = 500;
const statusLineMin = "SIP/2.0 200".length;
const serverErrorFrom = 500;

/** OPTIONS asks what the other side can do; it starts no call and rings nowhere. */
function optionsRequest({ host, port }: Address, transport: "UDP" | "TCP", from: string): string {
  const token = randomBytes(8).toString("hex");
  const uri = `sip:${host.includes(":") ? `[${host}]` : host}:${port}`;
  return [
    `OPTIONS ${uri} SIP/2.0`,
    `Via: SIP/2.0/${transport} ${from};branch=z9hG4bK${token};rport`,
    "Max-Forwards: 70",
    `From: <sip:velvakt@${from}>;tag=${token.slice(0, 8)}`,
    `To: <${uri}>`,
    `Call-ID: ${token}@velvakt`,
    "CSeq: 1 OPTIONS",
    `Contact: <sip:velvakt@${from}>`,
    "Accept: application/sdp",
    "Content-Length: 0",
    "\r\n",
  ].join("\r\n");
}

/** Any answer below 500 comes from a server that works, be it "who are you?". */
function judge(answer: Buffer): Answer {
  const status = Number(/^SIP\/2\.0 (\d{3})/.exec(answer.toString("latin1"))?.[1]);
  if (Number.isNaN(status)) return unwell("did not answer as a SIP server does");
  return status < serverErrorFrom ? well() : unwell(`SIP ${status}`);
}

const hostPort = (address: string, port: number) =>
  address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;

function overUdp(at: Address, signal: AbortSignal): Promise<Answer> {
  const socket = createSocket(isIPv6(at.host) ? "udp6" : "udp4");
  let timer: NodeJS.Timeout | undefined;
  let cut = (): void => undefined;
  return new Promise<Answer>((resolve, reject) => {
    cut = () => reject(signal.reason);
    signal.addEventListener("abort", cut, { once: true });
    socket.on("error", reject);
    socket.on("message", (answer) => resolve(judge(answer)));
    // Connected, so that a port that is closed says so.
    socket.connect(at.port, at.host, (error?: Error) => {
      if (error) return reject(error);
      const own = socket.address();
      const request = optionsRequest(at, "UDP", hostPort(own.address, own.port));
      const send = (nextMs: number) => {
        socket.send(request);
        timer = setTimeout(() => send(nextMs * 2), nextMs);
      };
      send(resendFirstMs);
    });
  }).finally(() => {
    clearTimeout(timer);
    signal.removeEventListener("abort", cut);
    socket.close();
  });
}

/** OPTIONS, over UDP unless the address begins with `tcp://`. */
export const askSip: Ask = (target, signal) => {
  const at = addressOf(target);
  if (at.scheme !== "tcp") return overUdp(at, signal);
  return overTcp(at, signal, async (socket) => {
    socket.write(optionsRequest(at, "TCP", hostPort(socket.localAddress ?? "", socket.localPort ?? 0)));
    return judge(await read(socket, statusLineMin));
  });
};
