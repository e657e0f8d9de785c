import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { TLSSocket } from "node:tls";
import { velvaktVersion } from "../runtime/version.js";
import { type Answer, type Ask, unwell, well } from "./ask.js";
import { certificateEndsAtMs } from "./connect.js";

/** From here on the server says itself that it does not work; below, it may only dislike the question. */
const serverErrorFrom = 500;

/**
 * A GET, answered with a status below 500. Redirects are an answer and not followed, the body is not read, and nothing is
 * reused: a connection kept open would say that a server takes new ones which no longer does.
 */
export const askHttp: Ask = (target, signal) =>
  new Promise<Answer>((resolve, reject) => {
    const request = target.startsWith("https:") ? requestHttps : requestHttp;
    const headers = { "user-agent": `velvakt/${velvaktVersion}`, connection: "close" };
    const sent = request(target, { agent: false, headers, signal }, (response) => {
      const { statusCode = 0, socket } = response;
      const endsAtMs = socket instanceof TLSSocket ? certificateEndsAtMs(socket) : null;
      response.destroy();
      resolve(statusCode < serverErrorFrom ? well(endsAtMs) : unwell(`HTTP ${statusCode}`, endsAtMs));
    });
    sent.on("error", reject);
    sent.end();
  });
