import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Settled } from "../../../ingest/message.js";
import { batchEventsMax } from "../../../services/api/contract/events.js";
import { splitArray } from "../../../services/api/split-array.js";
import { ask, testApi } from "./support.js";

const post = (payload: string | Buffer, query = "", type = "application/json") =>
  ({ method: "POST", url: `/v1/events${query}`, headers: { "content-type": type }, payload }) as const;

const texts = (submitted: { payload: Uint8Array }[]) => submitted.map((one) => Buffer.from(one.payload).toString());

describe("POST /v1/events", () => {
  test("one event is handed to ingest as it was written, under the topic of the query", async () => {
    const { app, submitted } = await testApi();
    const written = '{ "id": "e-1", "sequence": 12345678901234567890 }';
    const answer = await ask(
      app,
      post(written, "?topic=vft/v1/oslo/_/component/vkp/event", "application/cloudevents+json"),
    );
    expect(answer).toMatchObject({ status: 202, body: [{ id: "e-1", outcome: "stored" }] });
    expect(texts(submitted)).toEqual([written]);
    expect(submitted[0]).toMatchObject({ topic: "vft/v1/oslo/_/component/vkp/event", retained: false });
  });

  test("an event's own topic goes before the query's, event by event", async () => {
    const { app, submitted } = await testApi();
    const batch = '[{"id":"a","topic":"own"},{"id":"b"},{"id":"c","topic":7}]';
    const answer = await ask(app, post(batch, "?topic=all", "application/cloudevents-batch+json"));
    expect(answer.status).toBe(202);
    expect(submitted.map((one) => one.topic)).toEqual(["own", "all", "all"]);
  });

  test("without any topic ingest decides: the event goes there with an empty one", async () => {
    const { app, submitted } = await testApi();
    await ask(app, post('{"id":"a"}'));
    expect(submitted.map((one) => one.topic)).toEqual([""]);
  });

  test("a batch is answered event by event in the order sent", async () => {
    const outcomes: Settled[] = [
      { outcome: "stored", seq: 1 },
      { outcome: "duplicate" },
      { outcome: "rejected", reason: "INGEST_DATA_INVALID", detail: "count is missing" },
      { outcome: "ignored" },
    ];
    let next = 0;
    const { app } = await testApi({
      submit: async () => {
        const mine = outcomes[next++] as Settled;
        // The later ones settle first: order must not depend on it.
        await new Promise((resolve) => setTimeout(resolve, 20 - 5 * next));
        return mine;
      },
    });
    const answer = await ask(app, post('[{"id":"a"},{"id":"b"},{"id":"c"},7]', "?topic=t"));
    expect(answer.body).toEqual([
      { id: "a", outcome: "stored" },
      { id: "b", outcome: "duplicate" },
      { id: "c", outcome: "rejected", reason: "INGEST_DATA_INVALID", detail: "count is missing" },
      { id: null, outcome: "ignored" },
    ]);
  });

  test("nothing is answered before everything is settled", async () => {
    let commit = (): void => {};
    const committed = new Promise<void>((resolve) => {
      commit = resolve;
    });
    const { app } = await testApi({
      submit: async () => {
        await committed;
        return { outcome: "stored", seq: 1 };
      },
    });
    let answered = false;
    const answer = ask(app, post('{"id":"a"}', "?topic=t")).then(() => {
      answered = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(answered).toBe(false);
    commit();
    await answer;
    expect(answered).toBe(true);
  });

  test.each([
    ["garbage", Buffer.from("garbage")],
    ["nothing", Buffer.from("")],
    ["invalid UTF-8", Buffer.from([0x22, 0xff, 0x22])],
    ["half an array", Buffer.from('[{"id":"a"},')],
  ])("%s is a 400 and reaches nobody", async (_name, payload) => {
    const { app, submitted } = await testApi();
    expect(await ask(app, post(payload, "?topic=t"))).toMatchObject({
      status: 400,
      body: { code: "API_BODY_NOT_JSON" },
    });
    expect(submitted).toEqual([]);
  });

  test.each([
    ["a number", "7"],
    ["__proto__", '{"id":"a","__proto__":{"topic":"evil"}}'],
    ["a huge number", '{"id":"a","sequence":1e999}'],
    ["a thousand levels", `${"[".repeat(0)}{"id":"a","data":${"[".repeat(1000)}${"]".repeat(1000)}}`],
    ["a hundred thousand levels", `{"id":"a","data":${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
  ])("%s is JSON: ingest judges it, alone or in a batch", async (_name, payload) => {
    const { app, submitted } = await testApi();
    expect((await ask(app, post(payload, "?topic=t"))).status).toBe(202);
    expect((await ask(app, post(`[${payload}, {"id":"next"}]`, "?topic=t"))).status).toBe(202);
    expect(texts(submitted)).toEqual([payload, payload, '{"id":"next"}']);
    expect(new Set(submitted.map((one) => one.topic))).toEqual(new Set(["t"]));
  });

  test("an empty batch is answered with an empty list", async () => {
    const { app } = await testApi();
    expect(await ask(app, post(" [ ] "))).toMatchObject({ status: 202, body: [] });
  });

  test("a batch up to the bound is taken whole, one more is refused whole", async () => {
    const { app, submitted } = await testApi();
    const batch = (length: number) => JSON.stringify(Array.from({ length }, (_, i) => ({ id: `e-${i}` })));
    const answer = await ask(app, post(batch(batchEventsMax), "?topic=t"));
    expect(answer.body.map((one: { id: string }) => one.id)).toEqual(
      JSON.parse(batch(batchEventsMax)).map((e: { id: string }) => e.id),
    );
    expect(submitted).toHaveLength(batchEventsMax);
    const refused = await ask(app, post(batch(batchEventsMax + 1), "?topic=t"));
    expect(refused).toMatchObject({ status: 413, body: { code: "API_BATCH_TOO_LARGE" } });
    expect(submitted).toHaveLength(batchEventsMax);
  });
});

test("splitting an array gives each element as it was written", () => {
  const value = fc.json({ maxDepth: 4, noUnicodeString: false } as fc.JsonSharedConstraints);
  const space = fc.stringMatching(/^[ \t\r\n]{0,2}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(space, value, space)), space, (elements, around) => {
      const text = `${around}[${elements.map((parts) => parts.join("")).join(",") || around}]${around}`;
      expect(JSON.parse(text)).toHaveLength(elements.length);
      expect(splitArray(text)).toEqual(elements.map(([, element]) => element));
    }),
  );
});
