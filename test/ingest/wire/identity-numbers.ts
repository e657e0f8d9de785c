import fc from "fast-check";

const firstWeights = [3, 7, 6, 1, 8, 9, 4, 5, 2];
const secondWeights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/** The check digit as the rule says it, worked out forwards; null where the number is not given out. */
function checkDigit(digits: string, weights: number[]): string | null {
  const rest = weights.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0) % 11;
  return rest === 0 ? "0" : rest === 1 ? null : String(11 - rest);
}

/** The number of somebody born then; `day` and `month` are what is added to them. */
export function identityNumber(born: Date, individual: number, added = { day: 0, month: 0 }): string | null {
  const pad = (value: number, length = 2) => String(value).padStart(length, "0");
  const date = `${pad(born.getUTCDate() + added.day)}${pad(born.getUTCMonth() + 1 + added.month)}`;
  const nine = `${date}${pad(born.getUTCFullYear() % 100)}${pad(individual, 3)}`;
  const first = checkDigit(nine, firstWeights);
  const second = first === null ? null : checkDigit(nine + first, secondWeights);
  return second === null ? null : `${nine}${first}${second}`;
}

const century = { min: new Date("1900-01-01T00:00:00Z"), max: new Date("1999-12-31T00:00:00Z"), noInvalidDate: true };
const millennium = {
  min: new Date("2000-01-01T00:00:00Z"),
  max: new Date("2039-12-31T00:00:00Z"),
  noInvalidDate: true,
};
const people = fc.oneof(
  fc.tuple(fc.date(century), fc.integer({ min: 0, max: 499 })),
  fc.tuple(fc.date(millennium), fc.integer({ min: 500, max: 999 })),
);
const kinds = fc.constantFrom(
  { day: 0, month: 0 },
  { day: 40, month: 0 },
  { day: 0, month: 40 },
  { day: 0, month: 80 },
  { day: 40, month: 80 },
);

/** Valid numbers of all kinds. Made by chance: they belong to nobody we know of. */
export const identityNumbers = fc
  .tuple(people, kinds)
  .map(([[born, individual], added]) => identityNumber(born, individual, added))
  .filter((digits): digits is string => digits !== null);

/** Invented for tests; synthetic (80 added to the month), so nobody can have it. */
export const syntheticNumber = identityNumber(new Date("1950-05-17T00:00:00Z"), 123, { day: 0, month: 80 }) ?? "";
