import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  hasIdentityNumber,
  isIdentityAsNumber,
  isIdentityNumber,
  isPersonalField,
  maskNumbers,
} from "../../../ingest/wire/identity.js";
import { identityNumber, identityNumbers, syntheticNumber } from "./identity-numbers.js";

const elevenDigits = fc.stringMatching(/^\d{11}$/);
/** Text without digits beside the number, and without the hexadecimal letters of a random id. */
const around = fc.string({ unit: "grapheme", maxLength: 20 }).map((text) => text.replace(/[\da-f-]/gi, "x"));

describe("a national identity number", () => {
  it("is recognised: ordinary, D, H and synthetic", () => {
    fc.assert(
      fc.property(identityNumbers, (digits) => {
        expect(isIdentityNumber(digits)).toBe(true);
      }),
    );
  });

  it("is not any eleven digits: changing one makes it wrong", () => {
    fc.assert(
      fc.property(identityNumbers, fc.nat(10), fc.integer({ min: 1, max: 9 }), (digits, at, by) => {
        const changed = digits.slice(0, at) + ((Number(digits[at]) + by) % 10) + digits.slice(at + 1);
        expect(isIdentityNumber(changed)).toBe(false);
      }),
    );
  });

  it("is rare among random digits", () => {
    let found = 0;
    fc.assert(
      fc.property(elevenDigits, (digits) => {
        if (isIdentityNumber(digits)) found++;
      }),
      { numRuns: 20_000, seed: 7 },
    );
    expect(found).toBeLessThan(80);
  });

  it.each([
    ["no such day", "30", "02"],
    ["no such month", "17", "13"],
    ["neither ordinary nor H", "17", "53"],
    ["neither H nor synthetic", "17", "80"],
    ["beyond synthetic", "17", "93"],
    ["day 0", "00", "05"],
    ["day 40, which is day 0 of a D-number", "40", "05"],
    ["day 72", "72", "05"],
  ])("has a date of birth: %s", (_what, day, month) => {
    const candidates = Array.from({ length: 100_000 }, (_, tail) => `${day}${month}50${String(tail).padStart(5, "0")}`);
    expect(candidates.filter(isIdentityNumber)).toEqual([]);
  });

  it("is that of somebody who can be alive", () => {
    const leapDay = new Date("2000-02-29T00:00:00Z");
    const numbers = (born: Date, individuals: number[]) => individuals.map((each) => identityNumber(born, each) ?? "");
    expect(numbers(leapDay, [500, 501, 502, 503, 504, 505, 506]).filter(isIdentityNumber).length).toBeGreaterThan(3);
    // 1900 had no such day, and 1860 is too long ago.
    expect(numbers(leapDay, [0, 1, 2, 3, 4, 5, 6]).filter(isIdentityNumber)).toEqual([]);
    expect(numbers(new Date("1860-05-17T00:00:00Z"), [500, 501, 502, 503, 504]).filter(isIdentityNumber)).toEqual([]);
  });
});

describe("an identity number in text", () => {
  const separators = fc.constantFrom("", " ", "-", "\u00a0", "\u2013");

  it("is found anywhere, with a space or a hyphen after the date or without, and masked", () => {
    fc.assert(
      fc.property(identityNumbers, separators, around, around, (digits, separator, before, after) => {
        const written = digits.slice(0, 6) + separator + digits.slice(6);
        const text = before + written + after;
        expect(hasIdentityNumber(text)).toBe(true);
        expect(maskNumbers(text)).toBe(`${before}[masked]${after}`);
      }),
    );
  });

  it("is not seen in longer runs of digits", () => {
    fc.assert(
      fc.property(identityNumbers, fc.nat(9), (digits, digit) => {
        expect(hasIdentityNumber(`${digit}${digits}`)).toBe(false);
        expect(hasIdentityNumber(`${digits}${digit}`)).toBe(false);
      }),
    );
  });

  it("is not seen where eleven digits are something else", () => {
    const others = fc.tuple(elevenDigits, around, around).filter(([digits]) => !isIdentityNumber(digits));
    fc.assert(
      fc.property(others, ([digits, before, after]) => {
        expect(maskNumbers(before + digits + after)).toBe(before + digits + after);
      }),
    );
  });

  it("is not seen in times", () => {
    const dates = fc.date({ min: new Date(0), max: new Date("2200-01-01T00:00:00Z"), noInvalidDate: true });
    fc.assert(
      fc.property(dates, fc.nat(999_999_999), (date, nanos) => {
        const iso = date.toISOString();
        expect(hasIdentityNumber(iso)).toBe(false);
        expect(hasIdentityNumber(`${iso.slice(0, 19)}.${String(nanos).padStart(9, "0")}+01:00`)).toBe(false);
        expect(hasIdentityNumber(String(1_600_000_000_000 + nanos))).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it("is not seen in uuids and other random hexadecimal ids", () => {
    fc.assert(
      fc.property(identityNumbers, (digits) => {
        expect(hasIdentityNumber(`0b5e2c1a-9f00-4c1d-8a10-f${digits}`)).toBe(false);
        expect(hasIdentityNumber(`urn:uuid:${digits.slice(0, 8)}-${digits.slice(8)}0-4c1d-8a10-00000000000f`)).toBe(
          false,
        );
        expect(hasIdentityNumber(`00-af${digits}beef4711cafe1234567890-00f067aa0ba902b7-01`)).toBe(false);
        expect(hasIdentityNumber(`d${digits}`)).toBe(true);
        expect(hasIdentityNumber(`face-${digits}`)).toBe(true);
      }),
    );
  });

  it("is found beside others, and all are masked", () => {
    const second = identityNumber(new Date("1988-02-29T00:00:00Z"), 302) ?? "";
    expect(maskNumbers(`a ${syntheticNumber}, 123456-12345 ${second}.`)).toBe("a [masked], 123456-12345 [masked].");
  });
});

describe("an identity number as a JSON number", () => {
  it("is found, without its leading zero too", () => {
    const ordinary = identityNumbers.filter((digits) => Number(digits.slice(2, 4)) <= 52 || digits[0] !== "0");
    fc.assert(
      fc.property(ordinary, (digits) => {
        expect(isIdentityAsNumber(Number(digits))).toBe(true);
      }),
    );
  });

  it("is neither a time in seconds or milliseconds nor a fraction", () => {
    const seconds = fc.integer({ min: 1_600_000_000, max: 2_000_000_000 });
    fc.assert(
      fc.property(seconds, (value) => {
        expect(isIdentityAsNumber(value)).toBe(false);
      }),
      { numRuns: 5000 },
    );
    expect(isIdentityAsNumber(Number(`${syntheticNumber}00`))).toBe(false);
    expect(isIdentityAsNumber(Number(`0.${syntheticNumber}`))).toBe(false);
    expect(isIdentityAsNumber(-Number(syntheticNumber))).toBe(false);
  });
});

describe("a field made for a person", () => {
  it.each([
    "name",
    "Navn",
    "first_name",
    "firstName",
    "ETTERNAVN",
    "patient-name",
    "fødselsnummer",
    "fodselsnummer",
    "fnr",
    "SSN",
  ])("is %s", (name) => {
    expect(isPersonalField(name)).toBe(true);
  });

  it.each(["names", "filename", "hostname", "mode", "residentRef", "planId", "", "nameplate", "toString"])(
    "is not %s",
    (name) => expect(isPersonalField(name)).toBe(false),
  );
});
