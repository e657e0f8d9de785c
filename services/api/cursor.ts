import { z } from "zod";
import type { Page, PageKey } from "../database/read/page.js";
import { id } from "./contract/common.js";
import { ApiError } from "./problems.js";

/** The sort key of each list: what its cursor must hold. */
const keys = {
  alerts: z.tuple([z.int(), id]),
  doses: z.tuple([z.int(), id]),
  devices: z.tuple([id]),
  incidents: z.tuple([z.int(), id]),
  quarantine: z.tuple([z.int()]),
  audit: z.tuple([z.int()]),
} satisfies Record<string, z.ZodType<PageKey>>;

export type ListName = keyof typeof keys;

/** Opaque to clients; carries its list's name so that a cursor of another list is noticed. */
export function writeCursor(list: ListName, key: PageKey): string {
  return Buffer.from(JSON.stringify([list, ...key])).toString("base64url");
}

export function readCursor(list: ListName, cursor: string): PageKey {
  try {
    const [name, ...key] = z.array(z.unknown()).parse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
    if (name === list) return keys[list].parse(key);
  } catch {
    // Not ours, or changed: the same answer as for another list's cursor.
  }
  throw new ApiError("API_CURSOR_INVALID", `This is not a cursor of the list of ${list}.`);
}

export function pageRequest(list: ListName, query: { limit: number; cursor?: string | undefined }) {
  return { limit: query.limit, after: query.cursor === undefined ? null : readCursor(list, query.cursor) };
}

export function pageAnswer<T, V>(list: ListName, page: Page<T>, view: (item: T) => V) {
  return {
    items: page.items.map(view),
    nextCursor: page.nextKey === null ? null : writeCursor(list, page.nextKey),
  };
}
