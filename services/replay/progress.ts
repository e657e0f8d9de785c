/** Where progress is shown, and what of the input is known. */
export interface ProgressView {
  write(text: string): unknown;
  /** Milliseconds of a clock that is never set. */
  nowMs(): number;
  /** Size of the input; null where it has no end that is known, such as a pipe. */
  totalBytes: number | null;
  readBytes(): number;
  /** What is counted; lines where nothing is said. */
  unit?: string;
}

const everyMs = 500;
const barChars = 20;

function barOf(share: number): string {
  const full = Math.floor(share * barChars);
  return "█".repeat(full) + "░".repeat(barChars - full);
}

/** `3 min`, `45 s`: what is left need not be known better than that. */
function inWords(leftMs: number): string {
  const leftSec = Math.ceil(leftMs / 1000);
  return leftSec < 90 ? `${leftSec} s` : `${Math.round(leftSec / 60)} min`;
}

/** One line that is written over itself twice a second: lines, speed, and a bar and the time left where the end is known. */
export function createProgress(view: ProgressView): { at(lines: number): void; end(lines: number): void } {
  const startMs = view.nowMs();
  let shownMs = startMs;

  function lineOf(lines: number): string {
    const elapsedMs = Math.max(1, view.nowMs() - startMs);
    const parts = [
      `${lines.toLocaleString("en")} ${view.unit ?? "lines"}`,
      `${Math.round((lines * 1000) / elapsedMs).toLocaleString("en")}/s`,
    ];
    const share = view.totalBytes ? Math.min(1, view.readBytes() / view.totalBytes) : 0;
    if (share > 0) {
      parts.push(`${barOf(share)} ${Math.floor(share * 100)} %`);
      if (share < 1) parts.push(`${inWords((elapsedMs * (1 - share)) / share)} left`);
    }
    return parts.join(" · ");
  }

  return {
    at(lines) {
      if (view.nowMs() - shownMs < everyMs) return;
      shownMs = view.nowMs();
      view.write(`\r\x1b[2K${lineOf(lines)}`);
    },
    end(lines) {
      view.write(`\r\x1b[2K${lineOf(lines)}\n`);
    },
  };
}
