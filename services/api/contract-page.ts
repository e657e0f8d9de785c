import { createHash } from "node:crypto";

/**
 * The API's contract as a page to read: made here from the OpenAPI document, without a script, so that it needs no
 * network, no exception in the content security policy, and works in every browser.
 */

export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

type Content = Record<string, { schema?: Schema }>;

interface Operation {
  tags?: string[];
  summary?: string;
  description?: string;
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[];
  requestBody?: { content?: Content };
  responses?: Record<string, { description?: string; content?: Content }>;
}

export interface OpenapiDocument {
  info: { title: string; version: string; description?: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

const style = `:root{color-scheme:light dark;--line:light-dark(#c8cdd3,#4b5560);--soft:light-dark(#f3f5f7,#22272e)}
body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:0 auto;padding:1rem;
color:light-dark(#1e2b3c,#e6e9ed);background:light-dark(#fff,#181b20)}
a{color:light-dark(#0a4fa3,#8ab8ff)}code{font:.9em ui-monospace,monospace;overflow-wrap:anywhere}
h2{margin-top:3rem;border-bottom:1px solid var(--line)}h3{margin:2rem 0 .5rem}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;margin:.5rem 0}caption{text-align:left;font-weight:600}
th,td{text-align:left;vertical-align:top;padding:.25rem .5rem;border:1px solid var(--line)}th{background:var(--soft)}
nav ul{columns:20rem;padding-left:1.2rem}`;

const styleHash = createHash("sha256").update(style).digest("base64");

export const contractPageHeaders = {
  "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-cache",
} as const;

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

/** Text of a description: what stands in backquotes is code. */
function prose(text: string | undefined): string {
  return escaped(text ?? "").replace(/`([^`]+)`/g, "<code>$1</code>");
}

const code = (text: string): string => `<code>${escaped(text)}</code>`;

/** What a value may be, in few words; a named schema is a link. */
export function typeText(schema: Schema | undefined): string {
  if (schema === undefined) return "";
  const name = schema.$ref?.split("/").at(-1);
  if (name !== undefined) return `<a href="#schema-${escaped(name)}">${escaped(name)}</a>`;
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return [...new Set(alternatives.map(typeText))].join(" or ");
  if (schema.allOf) return schema.allOf.map(typeText).join(" and ");
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum) return schema.enum.map((value) => code(String(value))).join(" or ");
  const types = [schema.type ?? "anything"].flat();
  const texts = types.map((type) => {
    if (type === "array") return `list of ${typeText(schema.items) || "anything"}`;
    if (type === "object" && schema.properties) {
      const members = Object.entries(schema.properties).map(([key, member]) => `${code(key)}: ${typeText(member)}`);
      return `{ ${members.join("; ")} }`;
    }
    return schema.format === undefined || type === "null" ? escaped(type) : escaped(`${type} (${schema.format})`);
  });
  return texts.join(" or ");
}

function table(caption: string, head: string[], rows: string[][]): string {
  if (rows.length === 0) return "";
  const cells = (tag: string, texts: string[], scope = "") =>
    `<tr>${texts.map((text) => `<${tag}${scope}>${text}</${tag}>`).join("")}</tr>`;
  // A column that says nothing in any row is left out.
  const shown = head.flatMap((_text, column) => (rows.some((row) => row[column] !== "") ? [column] : []));
  const visible = (texts: string[]) => shown.map((column) => texts[column] ?? "");
  const body = rows.map((row) => cells("td", visible(row))).join("\n");
  return `<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table><caption>${caption}</caption>
<thead>${cells("th", visible(head), ' scope="col"')}</thead><tbody>${body}</tbody></table></div>`;
}

/** The media types with what each holds. */
function contents(content: Content | undefined): string {
  return Object.entries(content ?? {})
    .map(([media, { schema }]) => [code(media), typeText(schema)].filter((text) => text !== "").join(": "))
    .join("<br>");
}

interface Place {
  method: string;
  path: string;
  anchor: string;
  operation: Operation;
}

function placesOf({ paths }: OpenapiDocument): Place[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const anchor = `${method}${path.replaceAll(/[^A-Za-z0-9]+/g, "-")}`.replace(/-$/, "");
      return { method: method.toUpperCase(), path, anchor, operation };
    }),
  );
}

function section({ method, path, anchor, operation }: Place): string {
  const parameters = (operation.parameters ?? []).map((parameter) => [
    code(parameter.name),
    escaped(parameter.in) + (parameter.required ? ", required" : ""),
    typeText(parameter.schema),
    prose(parameter.description ?? parameter.schema?.description),
  ]);
  const responses = Object.entries(operation.responses ?? {}).map(([status, response]) => [
    escaped(status),
    // What the generator writes where nothing was said.
    response.description === "Default Response" ? "" : prose(response.description),
    contents(response.content),
  ]);
  const body = contents(operation.requestBody?.content);
  return `<section aria-labelledby="${anchor}"><h3 id="${anchor}">${code(`${method} ${path}`)}</h3>
<p>${prose(operation.summary)}</p>${operation.description ? `<p>${prose(operation.description)}</p>` : ""}
${table("Parameters", ["Name", "Where", "Type", "Meaning"], parameters)}
${body === "" ? "" : `<p>Body: ${body}</p>`}
${table("Answers", ["Status", "Meaning", "Content"], responses)}</section>`;
}

function schemaSection([name, schema]: [string, Schema]): string {
  const rows = Object.entries(schema.properties ?? {}).map(([property, value]) => [
    code(property),
    typeText(value),
    schema.required?.includes(property) ? "yes" : "",
    prose(value.description),
  ]);
  const fields =
    rows.length > 0 ? table(escaped(name), ["Field", "Type", "Always", "Meaning"], rows) : typeText(schema);
  return `<section aria-labelledby="schema-${escaped(name)}"><h3 id="schema-${escaped(name)}">${escaped(name)}</h3>
<p>${prose(schema.description)}</p>${fields}</section>`;
}

/** The whole page. Everything in it is escaped: a description is text, whatever it holds. */
export function contractPage(document: OpenapiDocument): string {
  const places = placesOf(document);
  const links = places.map(({ method, path, anchor, operation }) => {
    return `<li><a href="#${anchor}">${code(`${method} ${path}`)}</a> ${prose(operation.summary)}</li>`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(document.info.title)} API</title><style>${style}</style></head><body>
<header><h1>${escaped(document.info.title)} API ${escaped(document.info.version)}</h1>
<p>${prose(document.info.description)}</p>
<p>For programs: <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1). <a href="/">To the page</a></p></header>
<nav aria-label="Addresses"><h2>Addresses</h2><ul>${links.join("\n")}</ul></nav>
<main>${places.map(section).join("\n")}
<h2>Schemas</h2>${Object.entries(document.components.schemas).map(schemaSection).join("\n")}</main></body></html>
`;
}
