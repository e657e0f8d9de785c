import { access, constants, statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Ecosystem, Probe } from "../../rules/model/ecosystem.js";
import type { Config } from "../config.js";
import { lookAtEmbedded } from "../database/embedded/look.js";
import { probeOnce } from "../probes/probe.js";
import { certificateFound, spaceFound } from "./doctor-measures.js";
import { type Check, doubt, type Found, fault, fine } from "./doctor-report.js";

/** Looks at what is on this machine, and at those who are asked or told from it. */

const askMaxMs = 5_000;

/** The folder itself, or the nearest above it that is there. */
async function existing(folder: string): Promise<string> {
  const path = resolve(folder);
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  return isThere || dirname(path) === path ? path : existing(dirname(path));
}

export function folderCheck({ DATA_DIR: dataDir, POSTGRES_URL: url }: Config): Check {
  return {
    name: "data folder",
    action: "Make it writable for this user, or set VELVAKT_DATA_DIR to another folder.",
    async look() {
      const folder = await existing(dataDir);
      await access(folder, constants.W_OK | constants.X_OK);
      const home = url === undefined ? await existing((await lookAtEmbedded(dataDir)).home) : folder;
      const { bavail, bsize } = await statfs(home);
      return [spaceFound(home, bavail * bsize)];
    },
  };
}

const localHost = (host: string) => (host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host);

/** What answers at the port of the API: Velvakt with its parts, somebody else, or nobody. */
export type Answering = { who: "nobody" } | { who: "another" } | { who: "velvakt"; unwell: string[] };

export async function whoAnswers({ HTTP_HOST: host, HTTP_PORT: port }: Config): Promise<Answering> {
  if (port === 0) return { who: "nobody" };
  try {
    const signal = AbortSignal.timeout(askMaxMs);
    const response = await fetch(`http://${localHost(host)}:${port}/readyz`, { signal });
    const said = (await response.json()) as {
      status?: unknown;
      code?: unknown;
      parts?: unknown[];
      degraded?: unknown[];
    };
    const unwell =
      (said.status === "ready" ? said.degraded : said.code === "API_NOT_READY" ? said.parts : null) ?? null;
    if (unwell === null) return { who: "another" };
    return { who: "velvakt", unwell: unwell.map((one) => Object.values(one as object).join(": ")) };
  } catch (error) {
    const { code } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
    return { who: code === "ECONNREFUSED" ? "nobody" : "another" };
  }
}

export function serviceCheck(config: Config, answering: Answering): Check {
  const { HTTP_HOST: host, HTTP_PORT: port } = config;
  const action = "Stop the program that has the port, or set VELVAKT_HTTP_PORT to another.";
  return {
    name: "service",
    action,
    async look() {
      if (answering.who === "another") return [fault(`another program has port ${port}`, action)];
      if (answering.who === "nobody") return [fine(`does not run; port ${port} of ${host} is free`)];
      if (answering.unwell.length === 0) return [fine(`runs, and every part is ready (port ${port})`)];
      return answering.unwell.map((part) =>
        doubt(`runs; not well: ${part}`, "See the line of that part, and the log."),
      );
    },
  };
}

export function mqttPortCheck(config: Config, answering: Answering): Check[] {
  const { MQTT_URL: url, MQTT_HOST: host, MQTT_PORT: port } = config;
  if (url !== undefined || port === 0) return [];
  const action = "Stop the program that has the port, or set VELVAKT_MQTT_PORT to another.";
  const target = `${localHost(host)}:${port}`;
  return [
    {
      name: "mqtt port",
      action,
      async look() {
        const { ok } = await probeOnce({ kind: "tcp", target, everySec: 60, timeoutMs: askMaxMs });
        const runs = answering.who === "velvakt";
        if (ok && !runs) return [fault(`another program has port ${port}`, action)];
        if (!ok && runs)
          return [doubt(`Velvakt runs, and nobody listens at port ${port}`, "Compare VELVAKT_MQTT_PORT.")];
        return [fine(runs ? `port ${port} is the running Velvakt's` : `port ${port} of ${host} is free`)];
      },
    },
  ];
}

const portOf = ({ port, protocol }: URL) => port || (protocol === "https:" ? "443" : "80");

/** Everybody who gets notifications by HTTP, each once. They are only connected to: a question could be taken for news. */
export function webhookChecks({ teams }: Ecosystem, { WEBHOOK_URL: extra }: Config): Check[] {
  const urls = teams.flatMap(({ channels }) => channels.flatMap((one) => (one.kind === "webhook" ? [one.url] : [])));
  const origins = new Set([...urls, ...(extra === undefined ? [] : [extra])].map((url) => new URL(url).origin));
  return [...origins].map((origin) => {
    const url = new URL(origin);
    const kind = url.protocol === "https:" ? "tls" : "tcp";
    const action = "Notifications to it are repeated for an hour and then given up: correct the address, or start it.";
    return {
      name: "webhook",
      action,
      look: () => asked(origin, { kind, target: `${url.hostname}:${portOf(url)}` }, (why) => fault(why, action)),
    };
  });
}

/** What Velvakt would ask of components, asked once. That one is down is not Velvakt's fault. */
export function probeChecks({ components }: Ecosystem): Check[] {
  return components.flatMap(({ id, probe }) => {
    if (probe === null) return [];
    const action = "If it works nevertheless, correct its probe in the ecosystem file.";
    return [{ name: `probe ${id}`, action, look: () => asked(id, probe, (why) => doubt(why, action)) }];
  });
}

async function asked(
  who: string,
  probe: Pick<Probe, "kind" | "target"> & Partial<Probe>,
  not: (why: string) => Found,
): Promise<Found[]> {
  const result = await probeOnce({ everySec: 60, timeoutMs: askMaxMs, ...probe });
  if (!result.ok) return [not(`${probe.target} does not answer: ${result.reason}`)];
  const answered = fine(`${probe.target} answers in ${Math.round(result.latencyMs)} ms`);
  return [answered, ...certificateFound(`${who}'s`, result.certificateEndsAtMs, Date.now())];
}
