import type { ReactNode } from "react";
import { Drawing, type DrawingProps } from "./drawing.js";
import { scaleOf, timeTicks } from "./scale.js";

export interface StateRow {
  name: string;
  spans: readonly { fromMs: number; toMs: number; colour: string; text: string }[];
}

export interface StateChartProps extends DrawingProps {
  rows: readonly StateRow[];
  fromMs: number;
  toMs: number;
  sayTime: (atMs: number) => string;
}

/** What state each of several things was in over time. */
export function StateChart({ label, rows, fromMs, toMs, width, height, sayTime }: StateChartProps): ReactNode {
  const left = 250;
  const bottom = height - 20;
  const rowHeight = rows.length === 0 ? 0 : Math.min(22, bottom / rows.length);
  const x = scaleOf([fromMs, toMs], [left, width - 8]);
  return (
    <Drawing label={label} width={width} height={height}>
      {rows.map(({ name, spans }, index) => (
        <g key={name}>
          <text className="chart-tick" x={left - 8} y={index * rowHeight + rowHeight * 0.68} textAnchor="end">
            {name}
          </text>
          {spans.map((span) => (
            <rect
              key={span.fromMs}
              x={x(span.fromMs)}
              y={index * rowHeight + 1}
              width={Math.max(1, x(span.toMs) - x(span.fromMs))}
              height={Math.max(1, rowHeight - 3)}
              fill={span.colour}
            >
              <title>{`${name}: ${span.text}`}</title>
            </rect>
          ))}
        </g>
      ))}
      {timeTicks(fromMs, toMs, width / 150).map((atMs) => (
        <text className="chart-tick" key={atMs} x={x(atMs)} y={height - 4} textAnchor="middle">
          {sayTime(atMs)}
        </text>
      ))}
    </Drawing>
  );
}
