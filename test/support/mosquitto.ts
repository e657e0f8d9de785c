import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join, resolve } from "node:path";
import { findCommand } from "./debian.js";
import { signalServer } from "./signal.js";
import { makeTempDir, removeTempDir } from "./temp-dir.js";

const shipped = resolve(import.meta.dirname, "../../services/broker");

/** A Mosquitto with the configuration that Velvakt ships, but for its port and folders. */
export interface TestMosquitto {
  port: number;
  url: string;
  start(): Promise<void>;
  /** Sends the signal; waits for the end unless it is one that only pauses. */
  signal(signal: NodeJS.Signals): Promise<void>;
  remove(): Promise<void>;
}

export const mosquittoUsers = { velvakt: "velvakt-password", device: "device-password" };

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

export async function startMosquitto(more: string[] = [], parent?: string): Promise<TestMosquitto> {
  const folder = makeTempDir(undefined, parent);
  const port = await freePort();
  const passwords = join(folder, "passwords");
  writeFileSync(passwords, "");
  for (const [user, password] of Object.entries(mosquittoUsers)) {
    execFileSync(findCommand("mosquitto_passwd") ?? "mosquitto_passwd", ["-b", passwords, user, password]);
  }
  const file = join(folder, "mosquitto.conf");
  const replaced: [RegExp, string][] = [
    [/^listener .*$/m, `listener ${port} 127.0.0.1`],
    [/^password_file .*$/m, `password_file ${passwords}`],
    [/^acl_file .*$/m, `acl_file ${join(shipped, "mosquitto.acl")}`],
    [/^persistence_location .*$/m, `persistence_location ${folder}/`],
  ];
  let text = readFileSync(join(shipped, "mosquitto.conf"), "utf8");
  for (const [line, own] of replaced) {
    if (!line.test(text)) throw new Error(`the shipped configuration has no line ${line}`);
    text = text.replace(line, own);
  }
  writeFileSync(file, [text, "user root", ...more, ""].join("\n"));
  let child: ChildProcess | null = null;
  const killAtExit = () => child?.kill("SIGKILL");
  process.on("exit", killAtExit);

  const start = async (): Promise<void> => {
    child = spawn(findCommand("mosquitto") ?? "mosquitto", ["-c", file], { stdio: "ignore" });
    for (let tries = 0; tries < 200; tries++) {
      if (await answers(port)) return;
      await new Promise((next) => setTimeout(next, 25));
    }
    throw new Error("Mosquitto did not start");
  };
  const signal = (name: NodeJS.Signals) => signalServer(child, name);
  await start();
  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    start,
    signal,
    async remove() {
      await signal("SIGKILL");
      process.off("exit", killAtExit);
      removeTempDir(folder);
    },
  };
}

export function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, "127.0.0.1");
    const end = (is: boolean) => {
      socket.destroy();
      done(is);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}
