import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Secrets } from "./secrets.js";
import { freePort, installed, type LocalServer, LocalServerError, startServer } from "./server.js";

/** Mosquitto, Redis and InfluxDB 1 of this machine, each with its files in `folder` and the configuration we ship. */

const shipped = fileURLToPath(new URL("../broker/", import.meta.url));
const host = "127.0.0.1";

export interface Started extends LocalServer {
  url: string;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    const end = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}

/** The shipped configuration with this machine's port and folders. */
function mosquittoConfiguration(port: number, folder: string): string {
  const replaced: [RegExp, string][] = [
    [/^listener .*$/m, `listener ${port} ${host}`],
    [/^password_file .*$/m, `password_file ${join(folder, "passwords")}`],
    [/^acl_file .*$/m, `acl_file ${join(shipped, "mosquitto.acl")}`],
    [/^persistence_location .*$/m, `persistence_location ${folder}/`],
  ];
  let text = readFileSync(join(shipped, "mosquitto.conf"), "utf8");
  for (const [line, own] of replaced) {
    if (!line.test(text)) throw new LocalServerError(`the shipped mosquitto.conf has no line ${line.source}`);
    text = text.replace(line, own);
  }
  // As root it would change to a user that may not reach the folder.
  return process.getuid?.() === 0 ? `${text}\nuser root\n` : text;
}

export async function startMosquitto(folder: string, port: number, secrets: Secrets): Promise<Started> {
  const command = installed("mosquitto", "mosquitto");
  const passwd = installed("mosquitto_passwd", "mosquitto");
  mkdirSync(folder, { recursive: true });
  const passwords = join(folder, "passwords");
  writeFileSync(passwords, `velvakt:${secrets.read("mqtt-password")}\ndevice:${secrets.read("device-password")}\n`, {
    mode: 0o600,
  });
  // Hashes what stands there: as arguments the passwords would be seen by all.
  execFileSync(passwd, ["-U", passwords]);
  const file = join(folder, "mosquitto.conf");
  writeFileSync(file, mosquittoConfiguration(port, folder));
  const server = await startServer({ name: "Mosquitto", command, args: ["-c", file], answers: () => accepts(port) });
  return { ...server, url: `mqtt://${host}:${port}` };
}

export async function startRedis(folder: string, secrets: Secrets): Promise<Started> {
  const command = installed("redis-server", "redis-server");
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const file = join(folder, "redis.conf");
  const settings = {
    bind: host,
    port,
    dir: folder,
    save: '""',
    appendonly: "no",
    requirepass: secrets.read("redis-password"),
  };
  const text = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`);
  writeFileSync(file, text.join(""), { mode: 0o600 });
  const server = await startServer({ name: "Redis", command, args: [file], answers: () => accepts(port) });
  return { ...server, url: `redis://${host}:${port}` };
}

const influxConfiguration = (folder: string, port: number) => `reporting-disabled = true
bind-address = "${host}:0"
[meta]
dir = "${join(folder, "meta")}"
[data]
dir = "${join(folder, "data")}"
wal-dir = "${join(folder, "wal")}"
query-log-enabled = false
[http]
bind-address = "${host}:${port}"
auth-enabled = true
log-enabled = false
[monitor]
store-enabled = false
`;

export async function startInflux(folder: string, secrets: Secrets): Promise<Started> {
  const command = installed("influxd", "influxdb");
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const file = join(folder, "influxdb.conf");
  writeFileSync(file, influxConfiguration(folder, port));
  const url = `http://${host}:${port}`;
  const answers = async () => (await fetch(`${url}/ping`, { signal: AbortSignal.timeout(2_000) })).ok;
  const server = await startServer({ name: "InfluxDB", command, args: ["-config", file], answers });
  // The first user may make itself; later that is refused, as it is there already.
  const password = secrets.read("influx-password");
  const statement = `CREATE USER velvakt WITH PASSWORD '${password}' WITH ALL PRIVILEGES`;
  await fetch(`${url}/query`, { method: "POST", body: new URLSearchParams({ q: statement }) });
  return { ...server, url };
}
