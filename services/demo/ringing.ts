import type { PhoneMessage } from "./phone.js";

/** Lines on the terminal in so much simulated time; the page shows all messages. */
const linesMax = 4;
const windowMs = 10 * 60_000;

/**
 * What of the phone's messages is worth a line on the terminal: what several teams are told at once is
 * said once, and a burst is cut short.
 */
export function createRinging(
  say: (at: string, text: string) => void,
  nameOf: (teamId: string) => string,
): (message: PhoneMessage) => void {
  let windowFromMs = Number.NEGATIVE_INFINITY;
  let titles = new Set<string>();
  return ({ at, title, teamId }) => {
    const atMs = Date.parse(at);
    if (atMs >= windowFromMs + windowMs) {
      windowFromMs = atMs;
      titles = new Set();
    }
    if (titles.has(title.en)) return;
    titles.add(title.en);
    if (titles.size <= linesMax) say(at, `${title.en} (${nameOf(teamId)})`);
    else if (titles.size === linesMax + 1) say(at, "… and more; the page shows all of them.");
  };
}
