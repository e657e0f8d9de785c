import type { DeviceClass } from "../model/ecosystem.js";
import type { Run } from "../state.js";
import type { DeviceCell } from "./cells.js";
import { classOf, districtAt } from "./device.js";
import { report, withdraw } from "./finding.js";

/** VKP's alert code of an alarm by the kind of device. */
const codeOfKind: Record<DeviceClass["kind"], string> = {
  dispenser: "1",
  gps: "2",
  "safety-alarm": "3",
  "digital-supervision": "4",
  "door-lock": "6",
  "nurse-call": "7",
};

/** What supervision devices call VKP's 4.x; the codes themselves are understood too. */
const supervisionWords: Record<string, string> = {
  fall: "4.1",
  "left-bed": "4.2",
  "bed-exit": "4.2",
  "sat-up": "4.3",
  "left-chair": "4.4",
  "entered-room": "4.5",
  "left-room": "4.6",
  "long-absence": "4.7",
  activity: "4.8",
  inactivity: "4.9",
  noise: "4.10",
  fire: "4.11",
  absence: "4.12",
  button: "4.13",
  cord: "4.14",
  "door-opened": "4.15",
  "door-closed": "4.16",
  water: "4.17",
  movement: "4.18",
  "no-movement": "4.19",
  "in-bed": "4.20",
  "left-home": "4.21",
  "call-failed": "4.22",
  "bathroom-inactivity": "4.23",
  epilepsy: "4.24",
};

const supervisionCode = /^4\.([1-9]|1\d|2[0-6])$/;

export function alarmCode(kind: DeviceClass["kind"], word: string): string {
  if (kind === "digital-supervision") {
    if (supervisionCode.test(word)) return word;
    const known = supervisionWords[word.toLowerCase().replaceAll(/[ _]/g, "-")];
    if (known) return known;
  }
  return codeOfKind[kind];
}

/** Answers that may still meet their alarm on the way; the oldest are forgotten. */
const answeredMax = 100;

/**
 * `alarm-raised`. Where somebody else answers alarms first, Velvakt is the second line and waits as
 * long as the district has to respond.
 */
export function onAlarmRaised(run: Run, cell: DeviceCell, alarmId: string, alarm: string): void {
  if (cell.answeredAlarms.includes(alarmId)) return;
  const district = run.state.ecosystem.districts.find((one) => one.id === districtAt(cell, run.nowMs));
  const waitMin = district && !district.firstAlarm ? district.responseLimitMin : 0;
  report(run, cell, {
    kind: "alarm-raised",
    detail: alarmId,
    vkpCode: alarmCode(classOf(run, cell).kind, alarm),
    evidence: { alarm, alarmId },
    notifyAtMs: run.nowMs + waitMin * 60_000,
  });
}

export function onAlarmAnswered(run: Run, cell: DeviceCell, alarmId: string): void {
  if (!cell.answeredAlarms.includes(alarmId)) cell.answeredAlarms.push(alarmId);
  if (cell.answeredAlarms.length > answeredMax) cell.answeredAlarms.shift();
  withdraw(run, cell, "alarm-raised", alarmId);
}
