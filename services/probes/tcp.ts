import { addressOf } from "./address.js";
import { type Ask, well } from "./ask.js";
import { overTcp } from "./connect.js";

/** Somebody accepts the connection. */
export const askTcp: Ask = (target, signal) => overTcp(addressOf(target), signal, () => well());
