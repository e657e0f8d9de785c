/**
 * Deletes lines as long as the world still fails: halves first, then ever smaller parts, until no
 * single line can go. `triesMax` bounds the time spent on a failure.
 */
export function shrink<T>(lines: T[], stillFails: (fewer: T[]) => boolean, triesMax = 3000): T[] {
  let left = lines;
  let partSize = Math.ceil(left.length / 2);
  let tries = 0;
  while (partSize >= 1 && tries < triesMax) {
    let removed = false;
    for (let from = 0; from < left.length && tries < triesMax; ) {
      const fewer = [...left.slice(0, from), ...left.slice(from + partSize)];
      tries += 1;
      if (fewer.length < left.length && stillFails(fewer)) {
        left = fewer;
        removed = true;
      } else {
        from += partSize;
      }
    }
    if (partSize === 1 && !removed) break;
    partSize = partSize === 1 ? 1 : Math.ceil(partSize / 2);
  }
  return left;
}
