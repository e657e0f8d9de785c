/** The part of a stream that the demo writes to. */
export interface Terminal {
  write(text: string): unknown;
  isTTY?: boolean | undefined;
  columns?: number | undefined;
}

const widthMax = 100;
const widthMin = 40;

/** Breaks text into lines of at most `width`, all but the first after `indent`. */
export function wrap(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.join(`\n${indent}`);
}

/** Writes the demo's lines: stages of starting, and the story with the simulated time in front. */
export function createScreen(out: Terminal, timezone: string, env: NodeJS.ProcessEnv) {
  const isScreen = out.isTTY === true;
  const paints = isScreen && !env.NO_COLOR && env.TERM !== "dumb";
  const bold = (text: string) => (paints ? `\u001b[1m${text}\u001b[0m` : text);
  const width = Math.max(widthMin, Math.min(widthMax, out.columns ?? widthMax));
  let shownPercent = -1;
  let underWay = false;

  function line(text = ""): void {
    if (underWay) out.write("\n");
    underWay = false;
    out.write(`${text}\n`);
  }

  return {
    /** Somebody looks at it. */
    isScreen,
    bold,
    line,
    /** A share of 0 to 1: one line written over itself, or every quarter where nobody watches a line move. */
    progress(what: string, share: number): void {
      const percent = Math.floor(share * (isScreen ? 100 : 4)) * (isScreen ? 1 : 25);
      if (percent === shownPercent) return;
      shownPercent = percent;
      if (isScreen) out.write(`\r${what} ${percent} %`);
      else out.write(`${what} ${percent} %\n`);
      underWay = isScreen;
    },
    told(at: string, text: string, mark = " "): void {
      const clock = new Date(at).toLocaleTimeString("nb-NO", {
        timeZone: timezone,
        hour: "2-digit",
        minute: "2-digit",
      });
      const margin = 9;
      line(`${bold(clock)} ${mark} ${wrap(text, width - margin, " ".repeat(margin - 1))}`);
    },
  };
}

export type Screen = ReturnType<typeof createScreen>;
