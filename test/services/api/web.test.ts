import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { pagePaths } from "../../../services/api/contract/pages.js";
import { readWebFiles, type WebFiles } from "../../../services/api/web-files.js";
import { tempDir } from "../../support/temp-dir.js";
import { ask, testApi } from "./support.js";

const html = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

function builtWeb(): WebFiles {
  const folder = tempDir();
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>Velvakt</title>");
  writeFileSync(join(folder, "assets/index-abc123.js"), "console.log(1);\n".repeat(100));
  writeFileSync(join(folder, "favicon.svg"), "<svg/>");
  writeFileSync(join(folder, ".sources"), "secret of the build");
  const web = readWebFiles(folder);
  if (web === null) throw new Error("the web files were not read");
  return web;
}

const addresses = Object.values(pagePaths).map((path) => path.replace(":id", "incident%2Fx%2F2026-03-10T08%3A00"));

test.each(addresses)("%s is the page for a browser", async (url) => {
  const { app } = await testApi({ web: builtWeb() });
  const { status, headers, body } = await ask(app, { url, headers: html });
  expect(status).toBe(200);
  expect(headers["content-type"]).toBe("text/html; charset=utf-8");
  expect(body).toContain("<title>Velvakt</title>");
});

test("the first address lists the API for whoever does not ask for a page", async () => {
  const { app } = await testApi({ web: builtWeb() });
  const { headers, body } = await ask(app, { url: "/", headers: { accept: "application/json" } });
  expect(body).toMatchObject({ name: "Velvakt", worklist: "/v1/worklist" });
  expect(headers.vary).toContain("accept");
});

test("the page may load its own script and style and nothing else, and no site may frame it", async () => {
  const { app } = await testApi({ web: builtWeb() });
  const { headers } = await ask(app, { url: "/", headers: html });
  const policy = String(headers["content-security-policy"]).split("; ");
  expect(policy).toEqual(expect.arrayContaining(["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]));
  expect(policy.join()).not.toMatch(/unsafe|\*|https?:/);
  expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" });
});

test("what has a hash in its name is kept for ever, the page is asked for each time", async () => {
  const { app } = await testApi({ web: builtWeb() });
  const asset = await ask(app, "/assets/index-abc123.js");
  expect(asset.headers).toMatchObject({
    "content-type": "text/javascript; charset=utf-8",
    "cache-control": "public, max-age=31536000, immutable",
  });
  const page = await ask(app, { url: "/", headers: html });
  expect(page.headers["cache-control"]).toBe("no-cache");
  const again = await ask(app, { url: "/", headers: { ...html, "if-none-match": String(page.headers.etag) } });
  expect(again.status).toBe(304);
  expect(again.body).toBe("");
});

test("text is compressed for those who take it so", async () => {
  const { app } = await testApi({ web: builtWeb() });
  const url = "/assets/index-abc123.js";
  const zipped = await app.inject({ url, headers: { "accept-encoding": "gzip, br" } });
  expect(zipped.headers["content-encoding"]).toBe("gzip");
  expect(zipped.headers.vary).toContain("accept-encoding");
  expect(gunzipSync(zipped.rawPayload).toString()).toContain("console.log(1)");
  const plain = await app.inject(url);
  expect(plain.headers["content-encoding"]).toBeUndefined();
  expect(plain.body).toContain("console.log(1)");
});

test.each(["/.sources", "/assets/../index.html", "/assets/%2e%2e/.sources", "/assets/..%2f.sources", "/assets/"])(
  "%s leads to no file",
  async (url) => {
    const { app } = await testApi({ web: builtWeb() });
    expect((await app.inject({ url })).body).not.toContain("secret of the build");
    expect((await app.inject({ url: "/.sources" })).statusCode).toBe(404);
  },
);

test("a person with a wrong address gets the page, a program a problem document; both are 404", async () => {
  const { app } = await testApi({ web: builtWeb() });
  const person = await ask(app, { url: "/nowhere", headers: html });
  expect(person).toMatchObject({ status: 404 });
  expect(person.body).toContain("<title>Velvakt</title>");
  expect(await ask(app, "/nowhere")).toMatchObject({ status: 404, body: { code: "API_NOT_FOUND" } });
  expect((await ask(app, { url: "/v1/nowhere", headers: html })).body.code).toBe("API_NOT_FOUND");
});

test("the page's addresses refuse to be written to", async () => {
  const { app } = await testApi({ web: builtWeb() });
  expect((await ask(app, { method: "POST", url: "/worklist" })).body.code).toBe("API_METHOD_NOT_ALLOWED");
});

test("with a token the page and its files are open, and the data is not", async () => {
  const { app } = await testApi({ web: builtWeb(), token: "a token of sixteen or more" });
  expect((await ask(app, { url: "/worklist", headers: html })).status).toBe(200);
  expect((await ask(app, "/assets/index-abc123.js")).status).toBe(200);
  expect((await ask(app, "/v1/worklist")).status).toBe(401);
});

test("without a token the page too is only for this machine's own names", async () => {
  const { app } = await testApi({ web: builtWeb() });
  expect((await ask(app, { url: "/", headers: { ...html, host: "evil.example" } })).status).toBe(403);
});

test("where the page was not built, a browser is told what to do", async () => {
  const { app } = await testApi({ web: null });
  const { status, body } = await ask(app, { url: "/", headers: html });
  expect(status).toBe(503);
  expect(body).toContain("npm run build");
  expect(readWebFiles(null)).toBeNull();
  expect(readWebFiles(tempDir())).toBeNull();
});
