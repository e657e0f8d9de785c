import { expect, it } from "vitest";
import {
  certificateFound,
  clockFound,
  connectionsFound,
  spaceFound,
} from "../../../services/commands/doctor-measures.js";

const dayMs = 86_400_000;
const gib = 1024 ** 3;
const levels = (found: { level: string }[]) => found.map(({ level }) => level);

it("a clock counts as wrong from five seconds on, less what the asking took", () => {
  expect(clockFound("Redis", 105_000, 100_000, 100_000)).toEqual([]);
  expect(clockFound("Redis", 106_500, 100_000, 104_000)).toEqual([]);
  const [ahead] = clockFound("Redis", 106_000, 100_000, 100_000);
  expect(ahead).toMatchObject({ level: "warning", finding: "the clock of Redis is 6.0 s ahead of this machine's" });
  expect(clockFound("Redis", 90_000, 100_000, 100_000)[0]?.finding).toContain("10.0 s behind");
});

it("a certificate is to be renewed two weeks before its end, and of no use after it", () => {
  expect(certificateFound("its", null, 0)).toEqual([]);
  expect(certificateFound("its", 14 * dayMs, 0)).toEqual([]);
  expect(levels(certificateFound("its", 14 * dayMs - 1, 0))).toEqual(["warning"]);
  expect(levels(certificateFound("its", 5, 5))).toEqual(["fault"]);
});

it("less than 5 GiB is little space, and less than one too little", () => {
  expect(levels([0.9, 1, 4.9, 5].map((free) => spaceFound("/data", free * gib)))).toEqual([
    "fault",
    "warning",
    "warning",
    "ok",
  ]);
});

it("the server has to take what the pool and the others beside it want", () => {
  expect(connectionsFound(27, 16)).toEqual([]);
  expect(levels(connectionsFound(26, 16))).toEqual(["warning"]);
});
