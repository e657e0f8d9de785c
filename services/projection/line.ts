import { Point as LinePoint } from "@influxdata/influxdb-client";
import type { StoredPoint } from "../database/point.js";
import { type Field, measurementOf } from "./measurements.js";

/** One line for InfluxDB, and where it comes from. */
export interface Line {
  atNs: bigint;
  measurement: string;
  text: string;
}

export interface RefusedLine extends Line {
  reason: string;
}

export type Encoded = { ok: true; line: Line } | { ok: false; refused: RefusedLine };

/** Far below the 64 KiB that a series' key may have in InfluxDB 1. */
const tagBytesMax = 256;
/** InfluxDB keeps strings of up to 64 KiB intact in all its versions. */
const stringBytesMax = 64 * 1024;
const integerMax = Number.MAX_SAFE_INTEGER;

/** Line protocol has no notation for these in a tag: InfluxDB would take another value, or another line. */
const notInTags = /[\p{Cc}]|\\$/u;
const unpaired = /\p{Surrogate}/u;

function tagProblem(value: string): string | null {
  if (notInTags.test(value)) return "control characters and a backslash at the end cannot be written in a tag";
  if (unpaired.test(value)) return "is no valid Unicode";
  return Buffer.byteLength(value) > tagBytesMax ? `a tag may have ${tagBytesMax} bytes` : null;
}

function addField(into: LinePoint, name: string, { type }: Field, value: string | number | boolean): string | null {
  if (type === "boolean") {
    if (typeof value !== "boolean") return "is not true or false";
    into.booleanField(name, value);
  } else if (type === "string") {
    if (typeof value !== "string") return "is no text";
    if (unpaired.test(value)) return "is no valid Unicode";
    if (Buffer.byteLength(value) > stringBytesMax) return `a text may have ${stringBytesMax} bytes`;
    into.stringField(name, value);
  } else {
    if (typeof value !== "number" || !Number.isFinite(value)) return "is no finite number";
    if (type === "float") into.floatField(name, value);
    else if (Number.isInteger(value) && Math.abs(value) <= integerMax) into.intField(name, value);
    else return "is no whole number that keeps its digits";
  }
  return null;
}

/** Where a point stands in its series: at its own instant, or at the beginning of the period it is about. */
export function standsAtNs({ atNs, aboutMs }: StoredPoint): bigint {
  return aboutMs === undefined ? atNs : BigInt(aboutMs) * 1_000_000n;
}

/**
 * A point as a line, with the types of the table so that no value can be in conflict with an earlier one; or why
 * InfluxDB would not keep it as it is. Absent and empty tags are left out, as InfluxDB has none.
 */
export function encodeLine(point: StoredPoint): Encoded {
  const { measurement, atNs } = point;
  const refuse = (reason: string): Encoded => ({
    ok: false,
    refused: { atNs, measurement, reason, text: JSON.stringify({ tags: point.tags, fields: point.fields }) },
  });
  const table = measurementOf(measurement);
  if (table === null) return refuse("there is no such measurement");
  const encoded = new LinePoint(measurement).timestamp(standsAtNs(point).toString());
  for (const [name, value] of Object.entries(point.tags)) {
    if (!Object.hasOwn(table.tags, name)) return refuse(`${name}: there is no such tag`);
    const problem = tagProblem(value ?? "");
    if (problem !== null) return refuse(`${name}: ${problem}`);
    if (value) encoded.tag(name, value);
  }
  for (const [name, value] of Object.entries(point.fields)) {
    if (value === null) continue;
    const field = Object.hasOwn(table.fields, name) ? table.fields[name] : undefined;
    if (field === undefined) return refuse(`${name}: there is no such field`);
    const problem = addField(encoded, name, field, value);
    if (problem !== null) return refuse(`${name}: ${problem}`);
  }
  const text = encoded.toLineProtocol();
  return text === undefined ? refuse("has no field") : { ok: true, line: { atNs, measurement, text } };
}
