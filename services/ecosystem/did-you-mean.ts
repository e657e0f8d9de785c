const wordLengthMax = 64;

/** Edit distance that counts two swapped neighbours as one slip (optimal string alignment). */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

const plain = (word: string) => word.slice(0, wordLengthMax).toLowerCase().replace(/[-_ ]/g, "");

/**
 * The known word that somebody most likely meant, or null when none is near: a wrong suggestion
 * costs more time than none. Case, hyphens and underscores do not count as differences.
 */
export function nearest(word: string, known: Iterable<string>): string | null {
  const wanted = plain(word);
  let best: { candidate: string; slips: number } | null = null;
  for (const candidate of known) {
    const slips = distance(wanted, plain(candidate));
    if (slips <= Math.floor(wanted.length / 3) && (best === null || slips < best.slips)) {
      best = { candidate, slips };
    }
  }
  return best !== null && wanted.length > 0 ? best.candidate : null;
}

/** `; did you mean "x"?`, or nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const candidate = nearest(word, known);
  return candidate === null ? "" : `; did you mean "${candidate}"?`;
}
