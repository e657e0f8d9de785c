import { describe, expect, it } from "vitest";
import type { Notification } from "../../../../rules/model/record.js";
import { consoleLine, consoleSender } from "../../../../services/delivery/channels/console.js";

const notification: Notification = {
  notificationId: "n-1",
  teamId: "grorud",
  atMs: 0,
  stage: "opened",
  severity: "critical",
  alertIds: [],
  incidentId: null,
  title: { no: "Leverandørsky nede", en: "Vendor cloud down" },
  body: { no: "Første doser 07:30: 412.\nRing leverandørvakt.", en: "" },
};
const delivery = { outboxId: "o", teamId: "grorud", channelId: "c", attempt: 1, notification, lastError: null };
const context = { signal: new AbortController().signal, timeoutMs: 1_000, version: "0", now: () => 0 };

describe("the console channel", () => {
  it("writes one line in Norwegian unless told otherwise", async () => {
    const lines: string[] = [];
    const writeLine = async (line: string) => void lines.push(line);
    const channel = { id: "c", kind: "console" as const };
    expect(await consoleSender.send(channel, delivery, { ...context, writeLine })).toEqual({ outcome: "done" });
    await consoleSender.send({ ...channel, language: "en" }, delivery, { ...context, writeLine });
    expect(lines).toEqual([
      "KRITISK [grorud] Leverandørsky nede – Første doser 07:30: 412. Ring leverandørvakt.",
      "CRITICAL [grorud] Vendor cloud down",
    ]);
  });

  it("lets no text move the cursor, start a line or reverse the reading", () => {
    const nasty = "a\r\nb\u001b[2Jc\u202ed\u2028e\u0000f";
    const line = consoleLine({ ...notification, title: { no: nasty, en: nasty } }, "no");
    expect(line).toContain("a b [2Jc d e f");
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
  });

  it("is tried again when the line cannot be written", async () => {
    const writeLine = () => Promise.reject(Object.assign(new Error("broken pipe"), { code: "EPIPE" }));
    const result = await consoleSender.send({ id: "c", kind: "console" }, delivery, { ...context, writeLine });
    expect(result).toEqual({ outcome: "retry", code: "DELIVERY_CONSOLE_FAILED", detail: "EPIPE", retryAfterMs: null });
  });
});
