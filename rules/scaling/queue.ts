/**
 * Waiting for one of several who each take one case at a time, where cases come by chance (Poisson) and take
 * exponentially distributed times: the M/M/c queue. Source: Erlang, 1917; any textbook on queues.
 */

/** Chance that a case has to wait at all, at a load of `load` busy servers on average (Erlang C); 1 where they never catch up. */
export function waitChance(servers: number, load: number): number {
  if (load >= servers) return 1;
  // The recursion of Erlang B stays within what numbers can hold, unlike the factorials of the formula.
  let blocked = 1;
  for (let n = 1; n <= servers; n++) blocked = (load * blocked) / (n + load * blocked);
  return blocked / (1 - (load / servers) * (1 - blocked));
}

export interface Queue {
  servers: number;
  perHour: number;
  /** Time that one case takes, on average. */
  handlingMin: number;
}

/** Chance that a case waits for longer than `limitMin`. */
export function waitLongerChance({ servers, perHour, handlingMin }: Queue, limitMin: number): number {
  const load = (perHour * handlingMin) / 60;
  if (servers <= 0 || load >= servers) return 1;
  return waitChance(servers, load) * Math.exp((-(servers - load) * limitMin) / handlingMin);
}
