import type { ReactNode } from "react";
import { Drawing, type DrawingProps } from "./drawing.js";
import {
  extentOf,
  type Frame,
  frameOf,
  type Line,
  type Mark,
  roundValues,
  type Scale,
  scaleOf,
  timeTicks,
} from "./scale.js";

export interface TimeChartProps extends DrawingProps {
  lines: readonly Line[];
  fromMs: number;
  toMs: number;
  say: (value: number) => string;
  sayTime: (atMs: number) => string;
  marks?: readonly Mark[];
  /** Columns instead of lines, each so wide, on top of each other. */
  columnsMs?: number;
  /** Further apart than this the line is broken: nobody knows what was between. */
  gapMs?: number;
  /** Lowest and highest shown; otherwise all values, and zero. */
  extent?: readonly [number, number];
}

interface Axes {
  frame: Frame;
  x: Scale;
  y: Scale;
  extent: readonly [number, number];
}

function Grid({
  axes,
  fromMs,
  toMs,
  say,
  sayTime,
}: { axes: Axes } & Pick<TimeChartProps, "fromMs" | "toMs" | "say" | "sayTime">) {
  const { frame, x, y, extent } = axes;
  return (
    <>
      {roundValues(extent, 4).map((value) => (
        <g key={value}>
          <line className="chart-grid" x1={frame.left} x2={frame.right} y1={y(value)} y2={y(value)} />
          <text className="chart-tick" x={frame.left - 6} y={y(value) + 4} textAnchor="end">
            {say(value)}
          </text>
        </g>
      ))}
      {timeTicks(fromMs, toMs, frame.width / 110).map((atMs) => (
        <text className="chart-tick" key={atMs} x={x(atMs)} y={frame.bottom + 16} textAnchor="middle">
          {sayTime(atMs)}
        </text>
      ))}
    </>
  );
}

function Paths({ axes: { x, y }, lines, gapMs }: { axes: Axes; lines: readonly Line[]; gapMs: number }) {
  return lines.map(({ name, colour, points }) => {
    const steps = points.map(({ atMs, value }, index) => {
      const before = points[index - 1];
      const goesOn = before !== undefined && atMs - before.atMs <= gapMs;
      return `${goesOn ? "L" : "M"}${x(atMs).toFixed(1)} ${y(value).toFixed(1)}`;
    });
    const alone = points.length === 1 ? points[0] : undefined;
    return (
      <g key={name}>
        <path d={steps.join("")} fill="none" stroke={colour} strokeWidth={2} strokeLinejoin="round" />
        {alone && <circle cx={x(alone.atMs)} cy={y(alone.value)} r={3} fill={colour} />}
      </g>
    );
  });
}

function Columns({ axes: { x, y }, lines, columnsMs }: { axes: Axes; lines: readonly Line[]; columnsMs: number }) {
  const tops = new Map<string, number>();
  const width = Math.max(1, x(columnsMs) - x(0) - 1);
  return lines.map(({ name, colour, points }) => (
    <g key={name} fill={colour}>
      {points.map(({ atMs, value }) => {
        // What is above zero is stacked apart from what is below.
        const side = `${atMs}/${value < 0}`;
        const base = tops.get(side) ?? 0;
        tops.set(side, base + value);
        const [low, high] = value < 0 ? [base + value, base] : [base, base + value];
        return <rect key={atMs} x={x(atMs)} y={y(high)} width={width} height={Math.max(0, y(low) - y(high))} />;
      })}
    </g>
  ));
}

function stackedExtent(lines: readonly Line[]): number[] {
  const sums = new Map<string, number>();
  for (const { points } of lines) {
    for (const { atMs, value } of points) {
      const side = `${atMs}/${value < 0}`;
      sums.set(side, (sums.get(side) ?? 0) + value);
    }
  }
  return [...sums.values()];
}

/** Values over time, as lines or stacked columns, with the limits that somebody has to look from. */
export function TimeChart(props: TimeChartProps): ReactNode {
  const { label, lines, fromMs, toMs, width, height, say, sayTime, marks = [], columnsMs, gapMs = 7_200_000 } = props;
  const values =
    columnsMs === undefined ? lines.flatMap(({ points }) => points.map(({ value }) => value)) : stackedExtent(lines);
  const frame = frameOf(width, height);
  const extent = props.extent ?? extentOf(values);
  const axes: Axes = {
    frame,
    extent,
    x: scaleOf([fromMs, toMs], [frame.left, frame.right]),
    y: scaleOf(extent, [frame.bottom, frame.top]),
  };
  return (
    <Drawing label={label} width={width} height={height}>
      <Grid axes={axes} fromMs={fromMs} toMs={toMs} say={say} sayTime={sayTime} />
      {columnsMs === undefined ? (
        <Paths axes={axes} lines={lines} gapMs={gapMs} />
      ) : (
        <Columns axes={axes} lines={lines} columnsMs={columnsMs} />
      )}
      {marks
        .filter(({ from }) => from >= extent[0] && from <= extent[1])
        .map(({ from, colour }) => (
          <line
            key={from}
            x1={frame.left}
            x2={frame.right}
            y1={axes.y(from)}
            y2={axes.y(from)}
            stroke={colour}
            strokeDasharray="5 4"
          />
        ))}
    </Drawing>
  );
}

/** What each colour stands for; the word is there too, so that colour is not all that tells. */
export function Legend({ lines }: { lines: readonly Pick<Line, "name" | "colour">[] }): ReactNode {
  return (
    <ul className="chart-legend">
      {lines.map(({ name, colour }) => (
        <li key={name}>
          <span className="chart-key" style={{ background: colour }} aria-hidden="true" /> {name}
        </li>
      ))}
    </ul>
  );
}
