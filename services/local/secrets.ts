import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const secretNames = [
  "mqtt-password",
  "device-password",
  "postgres-password",
  "redis-password",
  "influx-password",
] as const;
export type SecretName = (typeof secretNames)[number];

export interface Secrets {
  path(name: SecretName): string;
  read(name: SecretName): string;
}

/** Makes each secret once, at random, in files that nobody else can read. */
export function openSecrets(folder: string): Secrets {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  const path = (name: SecretName) => join(folder, name);
  for (const name of secretNames) {
    if (!existsSync(path(name))) writeFileSync(path(name), `${randomBytes(24).toString("hex")}\n`, { mode: 0o600 });
  }
  return { path, read: (name) => readFileSync(path(name), "utf8").trim() };
}
