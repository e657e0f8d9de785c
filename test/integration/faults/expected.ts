import type { FaultCase } from "./cases.js";
import type { Measured } from "./scenario.js";

/** Of waiting messages; the heap of an idle Velvakt wavers by some ten. */
export const memoryGrowthMaxMb = 150;
const caughtUpMaxSec = 120;
/** Promised are 10 s from the detection on; the rest is for a busy machine. */
const toldMaxSec = 15;
const logLinesMax = 200;

/** What every case must come to, whatever the server and the fault: each that did not, in words. */
export function shortcomings({ server, fault, says }: FaultCase, measured: Measured): string[] {
  const { said, lost, rssMb } = measured;
  const mayForget = server === "Mosquitto" && fault === "killed";
  const listened = server === "Redis" || server === "InfluxDB";
  const held: [boolean, string][] = [
    [lost.velvakt === 0, `${lost.velvakt} messages that Velvakt acknowledged are lost`],
    [mayForget || lost.mosquitto === 0, `${lost.mosquitto} messages that Mosquitto acknowledged are lost`],
    [measured.storedTwice === 0, `${measured.storedTwice} messages are stored twice`],
    [measured.toldTwice === 0, `${measured.toldTwice} notifications came twice`],
    [measured.untold === 0, `of ${measured.untold} alarms nobody was told`],
    [!listened || measured.toldAfterSec <= toldMaxSec, `an alarm was told after ${measured.toldAfterSec} s`],
    [measured.wrongDoses === 0, `${measured.wrongDoses} reported doses are not on time`],
    [
      Object.keys(measured.lostDoses).every((verdict) => verdict === "unconfirmed"),
      `doses of which the report was lost: ${JSON.stringify(measured.lostDoses)}`,
    ],
    [says === null || said.includes(says), `Velvakt did not say "${says}", but ${JSON.stringify(said)}`],
    [measured.gapNotices > 0 || !said.some((one) => one.startsWith("gap ")), "nobody was told of the gap"],
    [measured.caughtUpSec <= caughtUpMaxSec, `it caught up after ${measured.caughtUpSec} s`],
    [rssMb.peak - rssMb.before <= memoryGrowthMaxMb, `memory grew from ${rssMb.before} to ${rssMb.peak} MB`],
    [measured.logLines <= logLinesMax, `it wrote ${measured.logLines} lines`],
  ];
  return held.flatMap(([holds, words]) => (holds ? [] : [words]));
}
