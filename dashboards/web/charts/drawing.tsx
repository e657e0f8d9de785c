import type { ReactNode } from "react";

export interface DrawingProps {
  /** What a reader who cannot see it is told. */
  label: string;
  width: number;
  height: number;
}

/** What every chart is drawn on. */
export function Drawing({ label, width, height, children }: DrawingProps & { children: ReactNode }): ReactNode {
  return (
    <svg
      className="chart"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={label}
    >
      {children}
    </svg>
  );
}
