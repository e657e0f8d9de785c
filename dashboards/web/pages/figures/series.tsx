import { Heading, Paragraph, Table } from "@digdir/designsystemet-react";
import type { KpiCatalogue, KpiSeries } from "../../api/types.js";
import type { Line } from "../../charts/scale.js";
import { Legend, TimeChart } from "../../charts/time-chart.js";
import { amount } from "../../format/amount.js";
import { useInstallation } from "../../installation.js";
import { useLanguage } from "../../language/language.js";
import { Rows } from "../../parts/rows.js";
import { PageLink } from "../../router.js";
import { FigureValue, PeriodName } from "./figure-value.js";
import { extentAround } from "./latest.js";

const size = { width: 900, height: 260 };
/** A period without a value breaks the line: nobody knows what was between. */
const gapPeriods = 1.5;
const colours = {
  value: "var(--ds-color-accent-base-default)",
  mean: "var(--ds-color-neutral-border-strong)",
  limit: "var(--text-quiet)",
};

/** One key figure over its periods, between its natural limits. */
export function Series({ series, kpi, all }: { series: KpiSeries; kpi: KpiCatalogue["items"][number]; all: string }) {
  const { words, say } = useLanguage();
  const { figures } = words;
  const unit = figures.units[series.unit] ?? "";
  const heads = [figures.period, figures.value, figures.signal, figures.sample, figures.coverage, figures.revisions];
  const newestFirst = series.figures.toReversed();
  return (
    <>
      <Heading level={2} data-size="xs">
        {say(kpi.name)}
      </Heading>
      <PageLink className="ds-link" href={all}>
        {figures.all}
      </PageLink>
      <Chart series={series} name={say(kpi.name)} unit={unit} />
      <Rows label={say(kpi.name)} heads={heads}>
        {newestFirst.map((figure) => (
          <Table.Row key={figure.label}>
            <Table.Cell>
              <PeriodName figure={figure} />
            </Table.Cell>
            <Table.Cell>
              <FigureValue figure={figure} unit={unit} />
            </Table.Cell>
            <Table.Cell className="wraps">
              {figure.signal === null ? figures.noSignal : <strong>{figures.signals[figure.signal]}</strong>}
            </Table.Cell>
            <Table.Cell>{figure.sample?.toLocaleString(words.locale) ?? "–"}</Table.Cell>
            <Table.Cell>
              {figure.coveragePercent === null ? figures.noValue : amount(figure.coveragePercent, "%", words.locale)}
            </Table.Cell>
            <Table.Cell>{figures.revised(figure.revisions)}</Table.Cell>
          </Table.Row>
        ))}
      </Rows>
    </>
  );
}

function Chart({
  series: { figures: periods, limits },
  name,
  unit,
}: {
  series: KpiSeries;
  name: string;
  unit: string;
}) {
  const { figures, locale } = useLanguage().words;
  const { times } = useInstallation();
  const points = periods.flatMap(({ from, value, complete }) =>
    value === null || !complete ? [] : [{ atMs: Date.parse(from), value }],
  );
  const [first, last] = [periods[0], periods.at(-1)];
  if (points.length === 0 || first === undefined || last === undefined)
    return <Paragraph>{figures.noSeries}</Paragraph>;
  const [fromMs, toMs] = [Date.parse(first.from), Date.parse(last.to)];
  const longestMs = Math.max(...periods.map(({ from, to }) => Date.parse(to) - Date.parse(from)));
  const level = (label: string, colour: string, value: number): Line => ({
    name: `${label} ${amount(value, unit, locale)}`,
    colour,
    points: periods.map(({ from }) => ({ atMs: Date.parse(from), value })),
  });
  const mean = limits === null ? [] : [level(figures.mean, colours.mean, limits.mean)];
  const bounds =
    limits === null
      ? []
      : [level(figures.upper, colours.limit, limits.upper), level(figures.lower, colours.limit, limits.lower)];
  const lines: Line[] = [{ name, colour: colours.value, points }, ...mean];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="chart-box" aria-label={figures.series(name)} tabIndex={0}>
      <TimeChart
        label={figures.series(name)}
        lines={lines}
        fromMs={fromMs}
        toMs={toMs}
        {...size}
        say={(value) => amount(value, "", locale)}
        sayTime={(atMs) => times.date(new Date(atMs).toISOString())}
        marks={limits === null ? [] : [limits.upper, limits.lower].map((from) => ({ from, colour: colours.limit }))}
        extent={extentAround(points, limits)}
        gapMs={gapPeriods * longestMs}
      />
      <Legend lines={[...lines, ...bounds]} />
    </section>
  );
}
