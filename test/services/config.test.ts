import { describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "../../services/config.js";

/** What is wrong with these settings, all of it. */
function problemsOf(settings: Record<string, string>): string[] {
  try {
    readConfig(Object.fromEntries(Object.entries(settings).map(([name, value]) => [`VELVAKT_${name}`, value])));
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const pem = "-----BEGIN CERTIFICATE-----\n…";

describe("a broker of somebody else's", () => {
  it("is named by a URL without password", () => {
    expect(problemsOf({ MQTT_URL: "mqtt://broker.example.no" })).toEqual([]);
    expect(problemsOf({ MQTT_URL: "mqtts://broker.example.no:8883", MQTT_CA: pem })).toEqual([]);
    for (const url of ["http://broker", "broker:1883", "mqtt://velvakt:secret@broker"]) {
      expect(problemsOf({ MQTT_URL: url }).join()).toMatch(/^VELVAKT_MQTT_URL: must (be a URL|not hold the password)/);
    }
  });

  it("is listened to below vft/ only", () => {
    const accepted = ["vft/#", "vft/v1/oslo/alna/#, vft/v1/oslo/_/#", "vft/v1/+/alna/+/+/event"];
    for (const filters of accepted) expect([filters, problemsOf({ MQTT_FILTERS: filters })]).toEqual([filters, []]);
    const refused = ["#", "$SYS/#", "vft/#/event", "vft/v1/a+/#", "other/vft/#", "vft/#,,", "vft"];
    for (const filters of refused)
      expect([filters, problemsOf({ MQTT_FILTERS: filters }).length]).toEqual([filters, 1]);
  });

  it("says all that does not fit together at once", () => {
    const settings = { MQTT_URL: "mqtt://broker", MQTT_CA: pem, MQTT_CERT: pem, HTTP_HOST: "0.0.0.0" };
    const problems = problemsOf(settings).map((text) => text.slice(0, 24));
    expect(problems.sort()).toEqual([
      "VELVAKT_HTTP_HOST: an ad",
      "VELVAKT_MQTT_CA_FILE, VE",
      "VELVAKT_MQTT_CERT_FILE a",
    ]);
  });

  it("needs no password of the embedded one, which is not there", () => {
    expect(problemsOf({ MQTT_HOST: "0.0.0.0" })).toHaveLength(1);
    expect(problemsOf({ MQTT_HOST: "0.0.0.0", MQTT_URL: "mqtt://broker" })).toEqual([]);
  });
});

describe("settings of which some are wrong by themselves", () => {
  it("are told at once with those that contradict each other", () => {
    const problems = problemsOf({ HTTP_PORT: "many", POSTGRES_PASSWORD: "x", WEBHOOK_SECRET: "x", UNHEARD: "x" });
    expect(problems.map((text) => text.split(":")[0]).sort()).toEqual([
      "VELVAKT_HTTP_PORT",
      "VELVAKT_POSTGRES_PASSWORD",
      "VELVAKT_UNHEARD",
      "VELVAKT_WEBHOOK_SECRET",
    ]);
  });

  it("are not taken for settings that are missing", () => {
    const broken = {
      POSTGRES_URL: "db",
      POSTGRES_PASSWORD: "x",
      REDIS_URL: "r, s",
      REDIS_PASSWORD: "x",
      REDIS_CA: pem,
    };
    expect(new Set(problemsOf(broken).map((text) => text.split(/[:.]/)[0]))).toEqual(
      new Set(["VELVAKT_POSTGRES_URL", "VELVAKT_REDIS_URL"]),
    );
    expect(problemsOf({ HTTP_HOST: "0.0.0.0", API_TOKEN: "short" })).toHaveLength(1);
    expect(problemsOf({ MQTT_HOST: "0.0.0.0", MQTT_PASSWORD_FILE: "/nowhere" })).toHaveLength(1);
  });
});

describe("a PostgreSQL of somebody else's", () => {
  it("is named by a URL with role and database, without password, and verified or plain", () => {
    for (const more of [
      "",
      "?sslmode=verify-full&sslrootcert=/etc/ca.pem",
      "?sslmode=disable",
      "?host=/run/postgresql",
    ]) {
      expect(problemsOf({ POSTGRES_URL: `postgresql://velvakt@db/velvakt${more}`, POSTGRES_PASSWORD: "x" })).toEqual(
        [],
      );
    }
    const refused = ["mysql://db/x", "postgresql://velvakt@db", "postgresql://velvakt:x@db/velvakt"];
    const modes = ["require", "prefer", "no-verify"].map((mode) => `postgresql://velvakt@db/velvakt?sslmode=${mode}`);
    for (const url of [...refused, ...modes, "postgresql://velvakt@db/velvakt?options=-cfsync"]) {
      expect([url, problemsOf({ POSTGRES_URL: url }).length > 0]).toEqual([url, true]);
    }
    expect(problemsOf({ POSTGRES_PASSWORD: "x" })).toHaveLength(1);
  });
});

describe("Redis", () => {
  it("is one address or several, with TLS all or none, and has its password elsewhere", () => {
    for (const url of ["redis://r:6379/2", "rediss://r", "redis://a:7000, redis://b:7000"]) {
      expect([url, problemsOf({ REDIS_URL: url, REDIS_PASSWORD: "x" })]).toEqual([url, []]);
    }
    for (const url of ["http://r", "redis://a,rediss://b", "redis://u:secret@r", "redis://a,"]) {
      expect([url, problemsOf({ REDIS_URL: url }).length > 0]).toEqual([url, true]);
    }
    expect(problemsOf({ REDIS_PASSWORD: "x", REDIS_CA: pem })).toHaveLength(2);
  });
});
