import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { beforeAll, expect, it } from "vitest";
import { eventTypes, typePrefix } from "../../ingest/wire/event-types.js";
import type { EventType } from "../../rules/model/event.js";
import { examples } from "../ingest/wire/examples.js";
import { cloudEvent } from "../ingest/wire/messages.js";

type Parsed = Awaited<ReturnType<Parser["parse"]>>;
let parsed: Parsed;

beforeAll(async () => {
  const text = readFileSync(new URL("../../docs/asyncapi.yaml", import.meta.url), "utf8");
  parsed = await new Parser().parse(text);
});

it("is AsyncAPI 3 without errors or warnings, by the official parser", () => {
  const found = parsed.diagnostics.filter(({ severity }) => severity <= 1);
  expect(found.map(({ code, message, path }) => `${code} ${message} ${path.join(".")}`)).toEqual([]);
  expect(parsed.document?.version()).toBe("3.0.0");
});

it("has every event type once, on the channel of its sender", () => {
  const ofChannel = (id: string) =>
    (parsed.document?.channels().get(id)?.messages().all() ?? []).map((message) => message.name()).sort();
  const ofSender = (sender: string) =>
    Object.entries(eventTypes).flatMap(([type, row]) => (row.sender === sender ? [typePrefix + type] : []));
  expect(ofChannel("deviceEvents")).toEqual(ofSender("device").sort());
  expect(ofChannel("componentEvents")).toEqual(ofSender("component").sort());
  expect(ofChannel("deviceState")).toEqual(["state"]);
});

it.each(Object.keys(eventTypes) as EventType[])("a whole message of %s is described as it is sent", (type) => {
  const message = parsed.document?.components().messages().get(type);
  // The parser has put in what is referred to, and keeps its own notes under x-parser-….
  const text = JSON.stringify(message?.payload()?.json(), (key, value) => (key.startsWith("x-") ? undefined : value));
  const isValid = formats.default(new Ajv({ allowUnionTypes: true })).compile(JSON.parse(text));
  for (const [data] of examples[type].accepted) {
    expect(isValid(JSON.parse(JSON.stringify(cloudEvent(type, data)))), JSON.stringify(isValid.errors)).toBe(true);
  }
  const [data] = examples[type].accepted[0] ?? [];
  expect(isValid(cloudEvent("no.such.type", data))).toBe(false);
  expect(isValid(cloudEvent(type, []))).toBe(false);
  expect(isValid(cloudEvent(type, data, { id: "a b" }))).toBe(false);
});
