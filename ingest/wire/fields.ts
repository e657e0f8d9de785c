import { z } from "zod";
import type { DateOrInstant } from "../../rules/model/event.js";
import { idCharsMax, labelCharsMax, textCharsMax } from "./limits.js";
import { isLocalDate, parseInstant } from "./time.js";

/** How faults are worded; what is given to every parse. */
export const wording = {
  error: (issue: { input?: unknown }) => (issue.input === undefined ? "is missing" : undefined),
};

export const idPattern = new RegExp(`^[A-Za-z0-9._:-]{1,${idCharsMax}}$`);
const timeOfDayPattern = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const loneSurrogate = /\p{Cs}/u;

export const id = z.string().regex(idPattern, `must be 1 to ${idCharsMax} characters of A-Z a-z 0-9 . _ : -`);

/**
 * What a field accepts that takes more than one notation, where its parser cannot say so itself. Only the published
 * schemas read it (and `meta`); the parser never does.
 */
export const wireForms = new Map<z.core.$ZodType, z.core.$ZodType>();

/** Text that every store can keep: PostgreSQL takes neither NUL nor half a surrogate pair. */
function storable(charsMax: number) {
  return z
    .string()
    .min(1, "must not be empty")
    .max(charsMax, `must be at most ${charsMax} characters`)
    .refine((text) => !text.includes("\0") && !loneSurrogate.test(text), "must be well-formed text without NUL")
    .meta({ pattern: "^[^\\u0000]*$" });
}
export const label = storable(labelCharsMax);
export const text = storable(textCharsMax);

const instantMessage = "must be a time with zone (RFC 3339) between 1970 and 2200";

const years = "(?:19[7-9]\\d|20\\d\\d|21\\d\\d|2200)";
const dateForm = { format: "date", pattern: `^${years}-`, examples: ["2026-03-02"] };
const instantForm = { format: "date-time", pattern: `^${years}-..-..[Tt]`, examples: ["2026-03-02T08:00:00+01:00"] };

/** A time of the wire as UTC ms. */
export const instant = z
  .string()
  .meta(instantForm)
  .transform((value, context) => {
    const ms = parseInstant(value);
    if (ms !== null) return ms;
    context.addIssue({ code: "custom", message: instantMessage });
    return z.NEVER;
  });

export const localDate = z
  .string()
  .refine(isLocalDate, "must be a date YYYY-MM-DD between 1970 and 2200")
  .meta(dateForm);

export const timeOfDay = z.string().regex(timeOfDayPattern, "must be HH:MM, 00:00 to 23:59");

/** A bare date stays text: only the plan's zone can turn it into an instant. */
export const dateOrInstant = z
  .string()
  .meta({ anyOf: [dateForm, instantForm] })
  .transform((value, context): DateOrInstant => {
    if (isLocalDate(value)) return { date: value };
    const atMs = parseInstant(value);
    if (atMs !== null) return { atMs };
    context.addIssue({
      code: "custom",
      message: `must be a date YYYY-MM-DD, or ${instantMessage.slice("must be ".length)}`,
    });
    return z.NEVER;
  });

export function integer(min: number, max: number) {
  return z.int().min(min).max(max);
}

/** JSON knows no NaN, and zod refuses the Infinity that 1e999 becomes. */
export function number(min: number, max: number) {
  return z.number().min(min).max(max);
}

export const percent = number(0, 100);

const hourMs = 3_600_000;

/** The span of instants that a date may mean somewhere on earth (zones from UTC+14 to UTC−12), the day included. */
function spanMs(value: DateOrInstant): [earliest: number, latest: number] {
  if ("atMs" in value) return [value.atMs, value.atMs];
  const midnightMs = Date.parse(`${value.date}T00:00:00Z`);
  return [midnightMs - 14 * hourMs, midnightMs + 36 * hourMs];
}

/** False only when `to` lies before `from` in every zone: the zone is the plan's and unknown here. */
export function isOrdered(from: DateOrInstant, to: DateOrInstant | undefined): boolean {
  if (to === undefined) return true;
  if ("date" in from && "date" in to) return from.date <= to.date;
  return spanMs(from)[0] <= spanMs(to)[1];
}

/**
 * The members that are not null: writers of JSON often say null for what they leave out, and
 * CloudEvents asks readers to take it so. Looks at one level; the argument stays as it is.
 */
export function withoutNulls(members: Record<string, unknown>): Record<string, unknown> {
  if (!Object.values(members).includes(null)) return members;
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
