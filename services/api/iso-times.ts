/** `openedAtMs: number | null` of a record is `openedAt: string | null` over HTTP. */
export type IsoTimes<T> = {
  [K in keyof T as K extends `${infer Name}Ms` ? Name : K]: K extends `${string}Ms`
    ? Extract<T[K], null> | string
    : T[K];
};

/**
 * Inside, instants are UTC milliseconds under a name that ends in `Ms`; outside they are RFC 3339 text under the name
 * without it. One rule for all records, so that a new field cannot be forgotten.
 */
export function withIsoTimes<T extends object>(record: T): IsoTimes<T> {
  const entries = Object.entries(record).map(([name, value]) =>
    name.endsWith("Ms") ? [name.slice(0, -2), value === null ? null : new Date(value).toISOString()] : [name, value],
  );
  return Object.fromEntries(entries);
}
