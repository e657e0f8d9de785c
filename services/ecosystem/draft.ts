import type { z } from "zod";
import type { RiskColour } from "../../rules/model/ecosystem.js";
import { defaultThresholds, type Thresholds, thresholdTable } from "../../rules/thresholds.js";
import type { Finding, Path } from "./mistake.js";
import { listMax, listSchemas, matrixSchema } from "./schema.js";

export type ListName = keyof typeof listSchemas;

/** Something of the file with its place. */
export interface Placed<T> {
  path: Path;
  value: T;
}

/**
 * The file as far as it can be understood, so that one misspelt word does not hide the mistakes
 * elsewhere: checks of single items see those that fit the schema, checks of ids and references
 * see the text of all.
 */
export interface Draft {
  raw: Record<string, unknown>;
  items: { [L in ListName]: Placed<z.output<(typeof listSchemas)[L]>>[] };
  /** Some item of the list, or the list itself, does not fit the schema. */
  incomplete: Set<ListName>;
  matrix: RiskColour[][] | null;
  /** What the file itself says; names and types are right, the values need not make sense. */
  changedThresholds: Partial<Thresholds>;
  thresholds: Thresholds;
}

export type Check = (draft: Draft) => Finding[];

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function draftOf(raw: unknown): Draft {
  const top = isMapping(raw) ? raw : {};
  const incomplete = new Set<ListName>();
  const items = Object.fromEntries(
    (Object.keys(listSchemas) as ListName[]).map((name) => [name, fittingItems(top, name, incomplete)]),
  ) as unknown as Draft["items"];
  const changedThresholds: Partial<Thresholds> = {};
  const given = isMapping(top.thresholds) ? top.thresholds : {};
  for (const name of Object.keys(thresholdTable) as (keyof Thresholds)[]) {
    const value = given[name];
    if (typeof value === "number" && Number.isFinite(value)) changedThresholds[name] = value;
  }
  return {
    raw: top,
    items,
    incomplete,
    matrix: matrixSchema.safeParse(top.matrix).data ?? null,
    changedThresholds,
    thresholds: { ...defaultThresholds, ...changedThresholds },
  };
}

function fittingItems(top: Record<string, unknown>, name: ListName, incomplete: Set<ListName>): Placed<unknown>[] {
  const list = top[name];
  if (!Array.isArray(list)) {
    if (list !== undefined || name !== "schedules") incomplete.add(name);
    return [];
  }
  return list.flatMap((item, i) => {
    const parsed = listSchemas[name].safeParse(item);
    if (parsed.success) return [{ path: [name, i], value: parsed.data }];
    incomplete.add(name);
    return [];
  });
}

/** Every text under `field` of the list's items, one by one where the field is itself a list. */
export function textsOf(draft: Draft, list: ListName, field: string): Placed<string>[] {
  return rawItems(draft, list).flatMap(({ path, value }) => {
    const given = value[field];
    const texts: Placed<unknown>[] = Array.isArray(given)
      ? given.map((text, i) => ({ path: [...path, field, i], value: text }))
      : [{ path: [...path, field], value: given }];
    return texts.filter((text): text is Placed<string> => typeof text.value === "string");
  });
}

/** The items of a list, whether or not they fit the schema. */
export function rawItems(draft: Draft, list: ListName): Placed<Record<string, unknown>>[] {
  const items = draft.raw[list];
  if (!Array.isArray(items)) return [];
  // The schema refuses longer lists; checks that compare items with each other need a bound too.
  return items.slice(0, listMax).flatMap((value, i) => (isMapping(value) ? [{ path: [list, i], value }] : []));
}

export const idsOf = (draft: Draft, list: ListName) => new Set(textsOf(draft, list, "id").map(({ value }) => value));
