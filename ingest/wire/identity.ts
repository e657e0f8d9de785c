/** Finding and masking who somebody is: national identity numbers, and fields made for names. */

/** What stands where something was masked. */
export const masked = "[masked]";

/** Eleven digits, not part of a longer run; people write a space or a hyphen after the date of birth. */
const numberPattern = /(?<!\d)(\d{6})[ \u00a0\u202f\u2011\u2013-]?(\d{5})(?!\d)/g;
const firstWeights = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];
const secondWeights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

function checks(digits: string, weights: readonly number[]): boolean {
  return weights.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0) % 11 === 0;
}

/** The century of birth follows from the individual number; nobody born before 1900 is alive. */
function birthYear(year: number, individual: number): number | null {
  if (individual < 500) return 1900 + year;
  if (year < 40) return 2000 + year;
  return individual >= 900 ? 1900 + year : null;
}

/**
 * Whether eleven digits are a Norwegian national identity number: a date of birth (D-numbers have
 * 40 added to the day; H-numbers 40, synthetic ones 80 to the month) and both check digits. Of
 * random digits one in 600 passes.
 */
export function isIdentityNumber(digits: string): boolean {
  if (!/^\d{11}$/.test(digits)) return false;
  const day = Number(digits.slice(0, 2)) % 40;
  const monthDigits = Number(digits.slice(2, 4));
  const month = monthDigits > 80 ? monthDigits - 80 : monthDigits > 40 ? monthDigits - 40 : monthDigits;
  const year = birthYear(Number(digits.slice(4, 6)), Number(digits.slice(6, 9)));
  if (year === null || Number(digits.slice(0, 2)) > 71 || month < 1 || month > 12) return false;
  const born = new Date(Date.UTC(year, month - 1, day));
  if (born.getUTCDate() !== day || born.getUTCMonth() !== month - 1) return false;
  return checks(digits, firstWeights) && checks(digits, secondWeights);
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const hexCharsMin = 16;

/** Random hexadecimal ids contain every run of digits sooner or later; they name nobody. */
function isPartOfHexId(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 40), start);
  const after = text.slice(end, end + 40);
  const inside = text.slice(start, end);
  const withHyphens = (/[0-9a-f-]*$/i.exec(before)?.[0] ?? "") + inside + (/^[0-9a-f-]*/i.exec(after)?.[0] ?? "");
  if (uuid.test(withHyphens)) return true;
  const run = (/[0-9a-f]*$/i.exec(before)?.[0] ?? "") + inside + (/^[0-9a-f]*/i.exec(after)?.[0] ?? "");
  return run.length >= hexCharsMin && /[a-f]/i.test(run);
}

export function maskNumbers(text: string): string {
  if (text.length < 11) return text;
  return text.replace(numberPattern, (match: string, date: string, rest: string, at: number) => {
    const isPerson = isIdentityNumber(date + rest) && !isPartOfHexId(text, at, at + match.length);
    return isPerson ? masked : match;
  });
}

export function hasIdentityNumber(text: string): boolean {
  return maskNumbers(text) !== text;
}

/**
 * As a JSON number; its leading zero is gone then. Ten digits are also seconds since 1970, which
 * from 2027 to 2033 look like synthetic numbers, so of ten digits those do not count.
 */
export function isIdentityAsNumber(value: number): boolean {
  if (!Number.isInteger(value) || value < 1e9 || value >= 1e11) return false;
  const digits = String(value).padStart(11, "0");
  return isIdentityNumber(digits) && (value >= 1e10 || Number(digits.slice(2, 4)) <= 52);
}

const personalNames = new Set(
  `name navn fullname fulltnavn firstname fornavn middlename mellomnavn lastname etternavn surname familyname slektsnavn
  givenname patientname pasientnavn residentname innbyggernavn beboernavn personname personnavn
  contactname kontaktnavn nextofkin parorende pårørende
  fodselsnummer fødselsnummer foedselsnummer fodselsnr fødselsnr fnr dnummer dnr ssn personnummer personnr pnr nin
  nationalid nationalidentitynumber socialsecuritynumber identitynumber`.split(/\s+/),
);

/** Names already judged: messages repeat a few dozen, and spelling them out each time cost more than all else. */
const judgedNames = new Map<string, boolean>();
const judgedNamesMax = 2000;

/** Whether a member of this name is made for a person's name or number, however it is spelled. */
export function isPersonalField(name: string): boolean {
  if (name.length > 64) return false;
  const judged = judgedNames.get(name);
  if (judged !== undefined) return judged;
  const plain = name
    .normalize("NFC")
    .toLowerCase()
    .replace(/[\s_.-]/g, "");
  const isPersonal = personalNames.has(plain);
  if (judgedNames.size < judgedNamesMax) judgedNames.set(name, isPersonal);
  return isPersonal;
}
