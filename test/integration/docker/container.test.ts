import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandOf, environment, finalStage, last, root } from "../../support/dockerfile.js";
import { connectMqtt } from "../../support/mqtt.js";
import { makeServiceHome, type RunningService, type ServiceHome } from "../../support/service.js";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.js";

const token = "a token that only operators know".replaceAll(" ", "-");
const password = "only devices know";

/** The image's HEALTHCHECK, as Docker runs it: in the container, thus beside the service. */
function healthcheck(port: string): Promise<{ code: number; stderr: string }> {
  const [, ...args] = commandOf(last(finalStage(), "HEALTHCHECK"));
  const env = { PATH: process.env.PATH, VELVAKT_HTTP_PORT: port };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root, env }, (error, _stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stderr });
    });
  });
}

/** No Docker is needed: the real service with the image's settings, asked as Docker and others would. */
describe("with the settings of the image", () => {
  let secrets: string;
  let home: ServiceHome;
  let service: RunningService;
  const { NODE_ENV: _mode, VELVAKT_DATA_DIR: _folder, ...settings } = environment(finalStage());

  beforeAll(async () => {
    secrets = makeTempDir();
    writeFileSync(join(secrets, "api-token"), `${token}\n`);
    writeFileSync(join(secrets, "mqtt-password"), `${password}\n`);
    home = makeServiceHome({
      ...settings,
      VELVAKT_API_TOKEN_FILE: join(secrets, "api-token"),
      VELVAKT_MQTT_PASSWORD_FILE: join(secrets, "mqtt-password"),
    });
    service = await home.start();
  });
  afterAll(async () => {
    await home?.remove();
    removeTempDir(secrets);
  });

  it("the health check passes while the service works, without a token", async () => {
    expect(await healthcheck(new URL(service.httpUrl).port)).toEqual({ code: 0, stderr: "" });
  });

  it("the health check fails, and says why, where nobody answers", async () => {
    expect(await healthcheck("9")).toMatchObject({ code: 1, stderr: expect.stringContaining("no answer on port 9") });
  });

  it("data is for those with the token", async () => {
    const ask = async (path: string, headers: Record<string, string> = {}) =>
      (await fetch(`${service.httpUrl}${path}`, { headers })).status;
    expect(await ask("/v1/overview")).toBe(401);
    expect(await ask("/openapi.json")).toBe(401);
    expect(await ask("/v1/overview", { authorization: `Bearer ${token}` })).toBe(200);
    expect(await ask("/openapi.json", { authorization: `Bearer ${token}` })).toBe(200);
  });

  it("the page of the API can be read by whoever reaches it", async () => {
    const answer = await fetch(`${service.httpUrl}/docs`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await answer.text()).toContain("GET /v1/overview");
  });

  it("MQTT is for those with the password", async () => {
    await expect(connectMqtt(service.mqttPort)).rejects.toThrow(/username or password/i);
    const client = await connectMqtt(service.mqttPort, { username: "velvakt", password });
    expect(client.connected).toBe(true);
  });
});
