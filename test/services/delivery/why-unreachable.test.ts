import { createServer as createTcp, type Server } from "node:net";
import { createServer as createTls } from "node:tls";
import { afterEach, beforeAll, expect, it } from "vitest";
import { readRedisFacts } from "../../../services/delivery/redis-facts.js";
import { reasonOf } from "../../../services/delivery/why-unreachable.js";
import { makeCertificates, type TestCertificates } from "../../support/certificates.js";
import { freePort } from "../../support/mosquitto.js";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.js";

let certificates: TestCertificates;
const servers: Server[] = [];
beforeAll(() => {
  const folder = makeTempDir();
  certificates = makeCertificates(folder);
  return () => removeTempDir(folder);
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function listening(server: Server): Promise<string> {
  servers.push(server);
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return `127.0.0.1:${port}`;
}
const secure = async () => {
  const { key, cert } = certificates;
  return `rediss://${await listening(createTls({ key, cert }).on("tlsClientError", () => undefined))}`;
};
const settings = (changes: object) => ({ urls: [], sentinelMaster: null, password: null, ca: null, ...changes });
const timedOut = new Error("Command timed out");
const closed = new Error("Connection is closed.");

it.each([
  ["one server", (url: string) => ({ urls: [url] })],
  ["a cluster", (url: string) => ({ urls: [url, url] })],
  ["sentinels", (url: string) => ({ urls: [url], sentinelMaster: "m" })],
])("that the certificate of %s is not trusted is the reason, by doctor too", async (_name, made) => {
  const given = settings(made(await secure()));
  const untrusted = { code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE", message: "unable to verify the first certificate" };
  expect(await reasonOf(timedOut, closed, given)).toMatchObject(untrusted);
  await expect(readRedisFacts(given)).rejects.toMatchObject(untrusted);
});

it("that nobody listens is the reason, where it is so of every address", async () => {
  const nobody = `redis://127.0.0.1:${await freePort()}`;
  expect(await reasonOf(timedOut, null, settings({ urls: [nobody, nobody] }))).toMatchObject({ code: "ECONNREFUSED" });
  const somebody = `redis://${await listening(createTcp((socket) => void socket.end()))}`;
  expect(await reasonOf(timedOut, closed, settings({ urls: [nobody, somebody] }))).toBe(closed);
});

it("of a server that can be reached and trusted the connection's last word counts, then the command's", async () => {
  const given = settings({ urls: [await secure()], ca: certificates.ca });
  expect(await reasonOf(timedOut, closed, given)).toBe(closed);
  expect(await reasonOf(timedOut, null, given)).toBe(timedOut);
});

it("an answer of the server's is the reason, whatever else may be wrong", async () => {
  const refused = Object.assign(new Error("WRONGPASS invalid username-password pair"), { name: "ReplyError" });
  expect(await reasonOf(refused, closed, settings({ urls: [await secure()] }))).toBe(refused);
});
