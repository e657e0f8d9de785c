import { expect, it } from "vitest";
import { createProgress } from "../../../services/replay/progress.js";

function watched(totalBytes: number | null) {
  const view = { nowMs: 0, read: 0, shown: [] as string[] };
  const progress = createProgress({
    write: (text) => view.shown.push(text.replace("\r\x1b[2K", "")),
    nowMs: () => view.nowMs,
    totalBytes,
    readBytes: () => view.read,
  });
  return { view, progress };
}

it("shows lines, lines per second, the share that is read and the time left", () => {
  const { view, progress } = watched(1000);
  Object.assign(view, { nowMs: 2000, read: 250 });
  progress.at(50_000);
  expect(view.shown).toEqual(["50,000 lines · 25,000/s · █████░░░░░░░░░░░░░░░ 25 % · 6 s left"]);
});

it("speaks of minutes when it takes minutes", () => {
  const { view, progress } = watched(1000);
  Object.assign(view, { nowMs: 60_000, read: 250 });
  progress.at(50_000);
  expect(view.shown).toEqual(["50,000 lines · 833/s · █████░░░░░░░░░░░░░░░ 25 % · 3 min left"]);
});

it("counts what it is told to count", () => {
  const shown: string[] = [];
  const view = { write: (text: string) => shown.push(text), nowMs: () => 1_000, totalBytes: null, readBytes: () => 0 };
  createProgress({ ...view, unit: "messages" }).end(7);
  expect(shown.join("")).toContain("7 messages · ");
});

it("is written at most twice a second", () => {
  const { view, progress } = watched(null);
  for (view.nowMs = 0; view.nowMs <= 2000; view.nowMs += 100) progress.at(view.nowMs);
  expect(view.shown).toHaveLength(4);
});

it("knows neither share nor end of a pipe, nor of a file of nothing", () => {
  for (const totalBytes of [null, 0]) {
    const { view, progress } = watched(totalBytes);
    view.nowMs = 1000;
    progress.at(10);
    expect(view.shown).toEqual(["10 lines · 10/s"]);
  }
});

it("ends with a line of its own", () => {
  const { view, progress } = watched(100);
  Object.assign(view, { nowMs: 1000, read: 100 });
  progress.end(10);
  expect(view.shown).toEqual(["10 lines · 10/s · ████████████████████ 100 %\n"]);
});
