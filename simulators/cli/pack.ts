import type { EventType } from "../../rules/model/event.js";
import type { Spoken } from "../city/delivery.js";
import { isoOf } from "../city/instant.js";
import { wireTypeOf } from "../city/said.js";
import type { Vitals } from "../devices/device.js";

/**
 * Messages on their way from the thread in which the city lives to the one that writes them down. Copying
 * them as objects would take longer than making them, so they go as numbers and one text.
 */
export interface Pack {
  numbers: Float64Array;
  rows: number;
  text: string;
  /** Words that no pack had before, in the order of their numbers. */
  words: string[];
  /** What of the truth has settled meanwhile. */
  truth: string[];
}

const columns = 12;
export const packRows = 2_000;
/** What a row is: a connection's state, whatever else as text, or a usual heartbeat, as four of five messages are. */
const kinds = { state: 0, text: 1, heartbeat: 2 } as const;
const none = -1;
const vitalsCount = 6;

export function createPacker() {
  const places = new Map<string, number>();
  let numbers = new Float64Array(packRows * columns);
  let words: string[] = [];
  let truth: string[] = [];
  let text = "";
  let rows = 0;

  function placeOf(word: string): number {
    let place = places.get(word);
    if (place === undefined) {
      place = places.size;
      places.set(word, place);
      words.push(word);
    }
    return place;
  }

  return {
    isFull: () => rows === packRows,
    addTruth(line: string): void {
      truth.push(line);
    },
    add({ receivedAtMs, topic, said }: Spoken): void {
      const at = rows++ * columns;
      numbers[at] = receivedAtMs;
      numbers[at + 1] = placeOf(topic);
      if ("state" in said) {
        numbers[at + 2] = kinds.state;
        numbers[at + 3] = placeOf(said.state);
        return;
      }
      const { id = "", source, type, timeMs, data, sequence, replayed } = said;
      numbers[at + 3] = timeMs;
      numbers[at + 4] = sequence ?? none;
      numbers[at + 5] = replayed === true ? 1 : 0;
      if (type === "link.heartbeat" && Object.keys(data).length === vitalsCount) {
        const { rssiDbm, batteryPercent, mains, firmware, uptimeSec, bufferedEvents } = data as Vitals;
        numbers[at + 2] = kinds.heartbeat;
        numbers[at + 6] = rssiDbm;
        numbers[at + 7] = batteryPercent;
        numbers[at + 8] = mains ? 1 : 0;
        numbers[at + 9] = placeOf(firmware);
        numbers[at + 10] = uptimeSec;
        numbers[at + 11] = bufferedEvents;
        return;
      }
      text += id;
      numbers[at + 8] = text.length;
      text += JSON.stringify(data);
      numbers[at + 2] = kinds.text;
      numbers[at + 6] = placeOf(source);
      numbers[at + 7] = placeOf(type);
      numbers[at + 9] = text.length;
    },
    take(): Pack {
      const pack = { numbers, rows, text, words, truth };
      numbers = new Float64Array(packRows * columns);
      words = [];
      truth = [];
      text = "";
      rows = 0;
      return pack;
    },
  };
}

/** When the last message of the pack is received; null where it has none. */
export function lastMs({ numbers, rows }: Pack): number | null {
  return numbers[(rows - 1) * columns] ?? null;
}

/** Turns packs back into the lines of `replayLine`; all of one packer, in their order. */
export function createUnpacker() {
  const words: string[] = [];

  return function* linesOf({ numbers, rows, text, words: more }: Pack): Generator<string> {
    words.push(...more);
    let taken = 0;
    for (let at = 0; at < rows * columns; at += columns) {
      const n = (column: number) => numbers[at + column] as number;
      const word = (column: number) => words[n(column)] as string;
      const topic = word(1);
      const line = `{"receivedAt":"${isoOf(n(0))}","topic":"${topic}","payload":`;
      if (n(2) === kinds.state) {
        yield `${line}{"state":"${word(3)}"}}`;
        continue;
      }
      const isBeat = n(2) === kinds.heartbeat;
      // A device speaks on its own topic; only systems speak for others.
      const source = isBeat ? (topic.split("/")[5] as string) : word(6);
      const type = isBeat ? "link.heartbeat" : (word(7) as EventType);
      const number = n(4) === none ? "" : `,"sequence":${n(4)}${n(5) === 1 ? ',"replayed":true' : ""}`;
      let id = `${source}-${n(4)}`;
      let data: string;
      if (isBeat) {
        const state = `"rssiDbm":${n(6)},"batteryPercent":${n(7)},"mains":${n(8) === 1},"firmware":"${word(9)}"`;
        data = `{${state},"uptimeSec":${n(10)},"bufferedEvents":${n(11)}}`;
      } else {
        if (n(4) === none) id = text.slice(taken, n(8));
        data = text.slice(n(8), n(9));
        taken = n(9);
      }
      const envelope = `{"specversion":"1.0","id":"${id}","source":"${source}","type":"${wireTypeOf(type)}"`;
      yield `${line}${envelope},"time":"${isoOf(n(3))}"${number},"data":${data}}}`;
    }
  };
}
