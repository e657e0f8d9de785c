import { Paragraph, Table } from "@digdir/designsystemet-react";
import { figuresPath, useFigures, useKpis } from "../../api/queries.js";
import type { KpiCatalogue, KpiFigures, KpiSeries } from "../../api/types.js";
import { amount } from "../../format/amount.js";
import { useInstallation } from "../../installation.js";
import { useLanguage } from "../../language/language.js";
import { Selection } from "../../parts/filter.js";
import { PageTitle } from "../../parts/page-title.js";
import { Rows } from "../../parts/rows.js";
import { SaveTable } from "../../parts/save-table.js";
import { When } from "../../parts/states.js";
import { hrefOf, navigate, PageLink } from "../../router.js";
import { FigureValue, PeriodName } from "./figure-value.js";
import { latestOf } from "./latest.js";
import { Series } from "./series.js";

const periods = ["day", "week", "month"] as const;

/** Every key figure, with what is usual for it, so that people act on signals and leave noise alone. */
export default function FiguresPage({ query }: { query: URLSearchParams }) {
  const { figures } = useLanguage().words;
  const asked = {
    district: query.get("district") ?? "",
    period: periods.find((one) => one === query.get("period")) ?? "day",
  };
  const fetched = useFigures(asked);
  const catalogue = useKpis();
  const kpi = query.get("kpi") ?? "";
  return (
    <>
      <PageTitle>{figures.title}</PageTitle>
      <Paragraph className="lead">{figures.lead}</Paragraph>
      <Filters asked={asked} kpi={kpi} />
      <When fetched={catalogue}>
        {({ items }) => (
          <When fetched={fetched}>
            {(all) => {
              const series = all.items.find((one) => one.kpi === kpi);
              const named = items.find((one) => one.id === kpi);
              return (
                <>
                  <Counted figures={all} />
                  {series && named ? (
                    <Series series={series} kpi={named} all={hrefOf("figures", "", asked)} />
                  ) : (
                    <Overview figures={all} kpis={items} asked={asked} />
                  )}
                </>
              );
            }}
          </When>
        )}
      </When>
    </>
  );
}

interface Asked {
  district: string;
  period: string;
  [name: string]: string;
}

function Filters({ asked, kpi }: { asked: Asked; kpi: string }) {
  const { doses, figures } = useLanguage().words;
  const { districts } = useInstallation();
  const go = (change: Record<string, string>) =>
    navigate(hrefOf("figures", "", { ...asked, kpi, ...change }), "replace");
  return (
    <div className="filters">
      <Selection
        label={doses.district}
        value={asked.district}
        options={[{ value: "", label: figures.city }, ...districts.map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={(district) => go({ district })}
      />
      <Selection
        label={figures.period}
        value={asked.period}
        options={periods.map((period) => ({ value: period, label: figures.periods[period] }))}
        onChange={(period) => go({ period })}
      />
      <SaveTable
        path={figuresPath(asked)}
        name={`kpis-${asked.district || "city"}-${asked.period}`}
        label={figures.download}
      />
    </div>
  );
}

/** As of when they are true, and for whom they are shown. */
function Counted({ figures: { computedAt, generatedAt, hoursToCount, audience } }: { figures: KpiFigures }) {
  const { figures } = useLanguage().words;
  const { times } = useInstallation();
  return (
    <Paragraph className="quiet">
      {computedAt === null ? figures.notCounted : figures.counted(times.when(computedAt, generatedAt))}
      {hoursToCount > 0 && ` ${figures.waiting(hoursToCount)}`}
      {audience === "above" && ` ${figures.cityNote}`}
    </Paragraph>
  );
}

function Overview({ figures: all, kpis, asked }: { figures: KpiFigures; kpis: KpiCatalogue["items"]; asked: Asked }) {
  const { figures } = useLanguage().words;
  const heads = [
    figures.figure,
    figures.value,
    figures.period,
    figures.usual,
    figures.signal,
    figures.sample,
    figures.coverage,
  ];
  return (
    <Rows label={figures.title} heads={heads}>
      {kpis.map((kpi) => {
        const series = all.items.find((one) => one.kpi === kpi.id);
        return series && <KpiRow key={kpi.id} kpi={kpi} series={series} asked={asked} />;
      })}
    </Rows>
  );
}

function KpiRow({ kpi, series, asked }: { kpi: KpiCatalogue["items"][number]; series: KpiSeries; asked: Asked }) {
  const { words, say } = useLanguage();
  const { figures, locale } = words;
  const latest = latestOf(series);
  const unit = figures.units[series.unit] ?? "";
  const { limits } = series;
  return (
    <Table.Row>
      <Table.Cell className="wraps wide">
        <PageLink className="ds-link" href={hrefOf("figures", "", { ...asked, kpi: kpi.id })}>
          {say(kpi.name)}
        </PageLink>
        <span className="note">
          {kpi.denominator === null ? say(kpi.numerator) : figures.of(say(kpi.numerator), say(kpi.denominator))}
        </span>
      </Table.Cell>
      <Table.Cell>{latest ? <FigureValue figure={latest} unit={unit} /> : figures.noValue}</Table.Cell>
      <Table.Cell>{latest ? <PeriodName figure={latest} /> : "–"}</Table.Cell>
      <Table.Cell>
        {limits === null
          ? figures.tooFew
          : figures.usualFrom(amount(limits.lower, "", locale), amount(limits.upper, unit, locale))}
      </Table.Cell>
      <Table.Cell className="wraps">
        {latest?.signal ? <strong>{figures.signals[latest.signal]}</strong> : figures.noSignal}
      </Table.Cell>
      <Table.Cell>{latest?.sample?.toLocaleString(locale) ?? "–"}</Table.Cell>
      <Table.Cell>
        {latest?.coveragePercent == null ? figures.noValue : amount(latest.coveragePercent, "%", locale)}
      </Table.Cell>
    </Table.Row>
  );
}
