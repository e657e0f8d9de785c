import type { ReactNode } from "react";

export interface Figure {
  name: string;
  value: number | null;
  text: string;
  colour: string;
}

/** Few numbers that are the answer themselves. */
export function BigFigures({ figures }: { figures: readonly Omit<Figure, "value">[] }): ReactNode {
  return (
    <div className="chart-figures">
      {figures.map(({ name, text, colour }) => (
        <div key={name}>
          {name !== "" && <span className="chart-figure-name">{name}</span>}
          <strong style={{ color: colour }}>{text}</strong>
        </div>
      ))}
    </div>
  );
}

/** Amounts side by side, each with its number: the bar is only for the eye. */
export function BarList({ bars }: { bars: readonly Figure[] }): ReactNode {
  const most = bars.reduce((max, { value }) => Math.max(max, value ?? 0), 0);
  return (
    <table className="chart-bars">
      <tbody>
        {bars.map(({ name, value, text, colour }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className="chart-bar">
              <span
                style={{ background: colour, width: `${most > 0 ? Math.max(0, ((value ?? 0) / most) * 100) : 0}%` }}
              />
            </td>
            <td className="chart-bar-text">{text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Rows as they are; the first column names them. */
export function FigureTable({
  columns,
  rows,
}: {
  columns: readonly string[];
  rows: readonly (readonly string[])[];
}): ReactNode {
  return (
    <table className="chart-table">
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own and never move
          <tr key={index}>
            {row.map((cell, place) => (
              <td key={columns[place]}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
