import { spawn } from "node:child_process";
import { findCommand } from "../../support/debian.js";

/** Runs Debian's `mosquitto_pub` with QoS 1: it ends when the broker has acknowledged everything. */
export async function mosquittoPub(port: number, args: string[], input: string | Uint8Array = ""): Promise<void> {
  const command = findCommand("mosquitto_pub") ?? "mosquitto_pub";
  const child = spawn(command, ["-h", "127.0.0.1", "-p", String(port), "-q", "1", ...args]);
  let said = "";
  child.stdout.on("data", (text: Buffer) => (said += text.toString()));
  child.stderr.on("data", (text: Buffer) => (said += text.toString()));
  // It may have given up before it has read everything.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`mosquitto_pub ${args.join(" ").slice(0, 200)} ended with ${code}: ${said}`));
    });
  });
}
