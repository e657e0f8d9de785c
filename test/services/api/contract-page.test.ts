import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { contractPage, type OpenapiDocument, typeText } from "../../../services/api/contract-page.js";
import { ask, testApi } from "./support.js";

async function page() {
  const { app } = await testApi();
  const { body: document } = await ask(app, "/openapi.json");
  const { status, headers, body } = await ask(app, { url: "/docs", headers: { accept: "text/html" } });
  return { status, headers, html: String(body), document: document as OpenapiDocument };
}

test("every operation and every schema of the document stands on the page", async () => {
  const { status, headers, html, document } = await page();
  expect(status).toBe(200);
  expect(headers["content-type"]).toBe("text/html; charset=utf-8");
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const method of Object.keys(methods)) {
      expect(html).toContain(`"><code>${method.toUpperCase()} ${path}</code></h3>`);
    }
  }
  for (const name of Object.keys(document.components.schemas)) expect(html).toContain(`<h3 id="schema-${name}">`);
});

test("every link on the page leads somewhere, and no id is there twice", async () => {
  const { html } = await page();
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
  expect(new Set(ids).size).toBe(ids.length);
  const links = [...html.matchAll(/href="([^"]+)"/g)].map((match) => match[1] ?? "");
  expect(links.length).toBeGreaterThan(50);
  const away = links.filter((link) => !link.startsWith("#"));
  expect(away).toEqual(["/openapi.json", "/"]);
  expect(links.filter((link) => link.startsWith("#") && !ids.includes(link.slice(1)))).toEqual([]);
});

test("its policy allows its own style and nothing else", async () => {
  const { headers, html } = await page();
  const style = /<style>([\s\S]*)<\/style>/.exec(html)?.[1] ?? "";
  const hash = createHash("sha256").update(style).digest("base64");
  const policy = String(headers["content-security-policy"]).split("; ");
  expect(policy).toEqual(expect.arrayContaining(["default-src 'none'", `style-src 'sha256-${hash}'`]));
  expect(policy.join()).not.toMatch(/unsafe|\*|https?:|script-src/);
  expect(html).not.toMatch(/<script|\sstyle=|\son\w+=|https?:\/\//);
});

test("what a description holds is text, never markup", () => {
  const nasty = '<img src=x onerror="alert(1)">&`<b>`';
  const html = contractPage({
    info: { title: nasty, version: nasty, description: nasty },
    paths: { [`/${nasty}`]: { get: { summary: nasty, parameters: [{ name: nasty, in: nasty, description: nasty }] } } },
    components: { schemas: { Named: { description: nasty, properties: { [nasty]: { enum: [nasty] } } } } },
  });
  expect(html).not.toMatch(/<img|<b>/);
  expect(html).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;<code>&lt;b&gt;</code>");
});

test("a type is told in few words", () => {
  const date = { type: "string", format: "date-time" };
  expect(typeText({ anyOf: [date, { type: "null" }] })).toBe("string (date-time) or null");
  expect(typeText({ type: ["integer", "null"] })).toBe("integer or null");
  expect(typeText({ type: "array", items: { $ref: "#/components/schemas/Dose" } })).toBe(
    'list of <a href="#schema-Dose">Dose</a>',
  );
  expect(typeText({ enum: ["up", "down"] })).toBe("<code>up</code> or <code>down</code>");
});

test("a browser can read it before it has the token, the document itself stays closed", async () => {
  const { app } = await testApi({ token: "a token of sixteen or more" });
  expect((await ask(app, "/docs")).status).toBe(200);
  expect((await ask(app, "/openapi.json")).status).toBe(401);
});

test("without a token it is only for this machine's own names", async () => {
  const { app } = await testApi();
  expect((await ask(app, { url: "/docs", headers: { host: "evil.example" } })).status).toBe(403);
});
