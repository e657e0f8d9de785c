/** Lets at most `max` in at a time; the others wait in the order of coming. */
export function createTurnstile(max: number) {
  const waiting: (() => void)[] = [];
  let inside = 0;
  return {
    async pass<T>(work: () => Promise<T>): Promise<T> {
      if (inside < max) inside++;
      else await new Promise<void>((enter) => waiting.push(enter));
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else inside--;
      }
    },
  };
}
