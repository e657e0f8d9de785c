import { addressOf } from "./address.js";
import { type Ask, well } from "./ask.js";
import { certificateEndsAtMs, overTls } from "./connect.js";

/** The handshake succeeds, with a certificate that is trusted, in force and made out to this name. */
export const askTls: Ask = (target, signal) =>
  overTls(addressOf(target), signal, (socket) => well(certificateEndsAtMs(socket)));
