import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { ask, testApi } from "./support.js";

async function openapi() {
  const { app } = await testApi();
  return (await ask(app, "/openapi.json")).body;
}

test("the document is valid OpenAPI 3.1", async () => {
  const document = await openapi();
  const validator = new Validator();
  const result = await validator.validate(structuredClone(document));
  expect(result.errors).toBeUndefined();
  expect(result.valid).toBe(true);
  expect(validator.version).toBe("3.1");
});

test("the document has every address of the API with its methods and nothing else", async () => {
  const { paths } = await openapi();
  const found = Object.entries(paths as Record<string, object>).map(([path, item]) => [path, Object.keys(item).sort()]);
  expect(Object.fromEntries(found)).toEqual({
    "/v1/overview": ["get"],
    "/v1/worklist": ["get"],
    "/v1/refills": ["get"],
    "/v1/residents/at-risk": ["get"],
    "/v1/residents/{ref}": ["get"],
    "/v1/residents/{ref}/period": ["get"],
    "/v1/districts": ["get"],
    "/v1/alerts": ["get"],
    "/v1/alerts/{id}": ["get"],
    "/v1/alerts/{id}/acknowledge": ["post"],
    "/v1/alerts/{id}/close": ["post"],
    "/v1/doses": ["get"],
    "/v1/doses/{doseId}": ["get"],
    "/v1/doses/{doseId}/followup": ["post"],
    "/v1/devices": ["get"],
    "/v1/devices/{id}": ["get"],
    "/v1/components": ["get"],
    "/v1/incidents": ["get"],
    "/v1/incidents/{id}": ["get"],
    "/v1/incidents/{id}/doses": ["get"],
    "/v1/scenarios": ["get"],
    "/v1/scenarios/{id}": ["get"],
    "/v1/scenarios/{id}/assessments": ["post"],
    "/v1/scenarios/{id}/acceptances": ["post"],
    "/v1/incidents/{id}/report": ["get"],
    "/v1/incidents/{id}/review": ["post"],
    "/v1/sla": ["get"],
    "/v1/sla/{componentId}": ["get"],
    "/v1/kpis": ["get"],
    "/v1/kpis/figures": ["get"],
    "/v1/kpis/revisions": ["get"],
    "/v1/scaling": ["get"],
    "/v1/scaling/history": ["get"],
    "/v1/scaling/requests": ["post"],
    "/v1/scaling/requests/{id}/decision": ["post"],
    "/v1/quarantine": ["get"],
    "/v1/audit": ["get"],
    "/v1/flows": ["get"],
    "/v1/events": ["post"],
    "/v1/series": ["get"],
    "/v1/stream": ["get"],
    "/healthz": ["get"],
    "/readyz": ["get"],
    "/metrics": ["get"],
  });
});

test("every reference leads to a schema, and every schema is referred to", async () => {
  const document = await openapi();
  const referred = new Set([...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map((m) => m[1]));
  expect([...referred].sort()).toEqual(Object.keys(document.components.schemas).sort());
  expect(referred.size).toBeGreaterThan(10);
});

test("every operation under /v1 documents its problems as application/problem+json", async () => {
  const { paths } = await openapi();
  for (const [path, item] of Object.entries<Record<string, { responses: Record<string, { content: object }> }>>(
    paths,
  )) {
    if (!path.startsWith("/v1/")) continue;
    for (const operation of Object.values(item)) {
      expect(Object.keys(operation.responses["500"]?.content ?? {}), path).toEqual(["application/problem+json"]);
    }
  }
});

test("events are documented for all three media types, with the topic beside them", async () => {
  const { paths } = await openapi();
  const { requestBody, parameters } = paths["/v1/events"].post;
  expect(Object.keys(requestBody.content)).toEqual([
    "application/json",
    "application/cloudevents+json",
    "application/cloudevents-batch+json",
  ]);
  expect(parameters).toMatchObject([{ in: "query", name: "topic" }]);
});

test("with a token configured the document says that it is required, except for health", async () => {
  const { app } = await testApi({ token: "secret" });
  const { body } = await ask(app, { url: "/openapi.json", headers: { authorization: "Bearer secret" } });
  expect(body.security).toEqual([{ token: [] }]);
  expect(body.paths["/healthz"].get.security).toEqual([]);
});
