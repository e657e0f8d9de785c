import { expect, onTestFinished, test } from "vitest";
import { openPhone, type PhoneMessage } from "../../../services/demo/phone.js";
import { createRinging } from "../../../services/demo/ringing.js";

function message(minute: number, title: string, teamId = "home-care-alna"): PhoneMessage {
  const text = { no: title, en: title };
  return {
    at: new Date(Date.UTC(2026, 10, 18, 8, minute)).toISOString(),
    teamId,
    severity: "serious",
    title: text,
    body: text,
  };
}

async function phone() {
  const rung: PhoneMessage[] = [];
  const opened = await openPhone((one) => rung.push(one));
  onTestFinished(opened.close);
  const post = async (body: string, key: string) => {
    const response = await fetch(opened.url, { method: "POST", body, headers: { "idempotency-key": key } });
    return response.status;
  };
  return { ...opened, rung, post };
}

test("it keeps what it gets, and a repeat with the same key once", async () => {
  const { messages, rung, post } = await phone();
  expect(await post(JSON.stringify({ ...message(1, "a"), alerts: ["x"] }), "1")).toBe(204);
  expect(await post(JSON.stringify(message(1, "a")), "1")).toBe(204);
  expect(await post(JSON.stringify(message(2, "b")), "2")).toBe(204);
  expect(messages()).toEqual([message(1, "a"), message(2, "b")]);
  expect(rung.length).toBe(2);
});

test("it keeps the newest 200, and refuses what is no message", async () => {
  const { messages, post } = await phone();
  for (let at = 0; at < 205; at++) await post(JSON.stringify(message(at % 60, `m${at}`)), String(at));
  expect(messages().length).toBe(200);
  expect(messages().at(-1)?.title.en).toBe("m204");
  expect(await post("not json", "x")).toBe(400);
  expect(messages().at(-1)?.title.en).toBe("m204");
});

test("on the terminal several teams are one line, and a burst is cut short until time has passed", () => {
  const said: string[] = [];
  const ring = createRinging(
    (_at, text) => said.push(text),
    (teamId) => teamId,
  );
  ring(message(0, "cloud down", "it-operations"));
  ring(message(0, "cloud down"));
  for (let at = 0; at < 10; at++) ring(message(1, `dose ${at}`));
  ring(message(11, "later"));
  expect(said).toEqual([
    "cloud down (it-operations)",
    "dose 0 (home-care-alna)",
    "dose 1 (home-care-alna)",
    "dose 2 (home-care-alna)",
    "… and more; the page shows all of them.",
    "later (home-care-alna)",
  ]);
});
