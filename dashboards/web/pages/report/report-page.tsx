import { Button, Heading, Paragraph } from "@digdir/designsystemet-react";
import type { ReactNode } from "react";
import { incidentReportPath, useIncidentReport } from "../../api/queries.js";
import type { IncidentReport } from "../../api/types.js";
import { duration } from "../../format/duration.js";
import { useInstallation } from "../../installation.js";
import { useLanguage } from "../../language/language.js";
import { decisionText } from "../../parts/decision.js";
import { Moment, PhoneNumber } from "../../parts/labels.js";
import { PageTitle } from "../../parts/page-title.js";
import { SaveTable } from "../../parts/save-table.js";
import { When } from "../../parts/states.js";
import { hrefOf, PageLink } from "../../router.js";
import { Affected, DosesThenAndNow } from "./doses.js";
import { ReviewForm } from "./review-form.js";
import { Timeline, Told } from "./timeline.js";

/** What a leader asks the day after, to be read, printed and concluded on. */
export default function ReportPage({ id }: { id: string }) {
  const fetched = useIncidentReport(id);
  return (
    <When fetched={fetched}>
      {(report) => (
        <>
          <Head report={report} />
          <DosesThenAndNow doses={report.doses} />
          <Unknown report={report} />
          <Timeline report={report} />
          <Told report={report} />
          <Maintenance report={report} />
          <Reviews report={report} />
          <Affected report={report} />
        </>
      )}
    </When>
  );
}

function Head({ report }: { report: IncidentReport }) {
  const { words, say, language } = useLanguage();
  const { times } = useInstallation();
  const { asOf, decision, supplier } = report;
  const text = words.report;
  const at = (instant: string) => <Moment at={instant} now={asOf} />;
  const hours = Math.round(report.residentHours).toLocaleString(words.locale);
  return (
    <>
      <PageTitle>{text.title(say(report.name))}</PageTitle>
      <div className="filters">
        <PageLink className="ds-link" href={hrefOf("incident", report.incidentId)}>
          {text.back}
        </PageLink>
        <Button variant="secondary" onClick={() => window.print()}>
          {text.print}
        </Button>
        <SaveTable path={incidentReportPath(report.incidentId)} name={report.incidentId} label={text.download} />
      </div>
      <section className="panel panel-incident" aria-label={text.short}>
        <p className="figure-line">
          {text.residents}: {report.residents}, {words.doses.count(report.doses.total)}
        </p>
        <p className="quiet">{text.asOf(`${times.date(asOf)} ${times.clock(asOf)}`)}</p>
        <dl className="facts">
          <Fact name={words.incident.since}>{at(report.since)}</Fact>
          <Fact name={words.incident.opened}>{at(report.openedAt)}</Fact>
          <Fact name={words.incident.closed}>
            {report.endedAt === null ? words.incident.open : at(report.endedAt)}
            {report.closeReason !== null && `, ${text.ends[report.closeReason] ?? report.closeReason}`}
          </Fact>
          <Fact name={text.lasted}>{duration(report.durationMin, language)}</Fact>
          <Fact name={text.residentHours}>
            {hours} ({text.residentHoursNote})
          </Fact>
          <Fact name={words.incident.foundLabel}>
            {words.incident.found[report.foundBy]}
            {report.foundBy === "inferred" && `, ${words.incident.confidence(report.confidencePercent)}`}
          </Fact>
          <Fact name={text.decisionAt}>{decisionText(words, times, { ...report, decisionAt: decision.at }, asOf)}</Fact>
          <Fact name={text.owner}>
            {decision.takenAt === null
              ? text.notTaken
              : text.takenBy(decision.takenBy ?? "–", times.when(decision.takenAt, asOf))}
            {decision.inTime !== null && ` (${decision.inTime ? text.decidedInTime : text.decidedLate})`}
          </Fact>
          <Fact name={text.supplier}>{supplier.chain.map(({ name }) => name).join(" → ") || "–"}</Fact>
          <Fact name={text.phone}>
            <PhoneNumber number={supplier.dutyPhone} />
          </Fact>
          <Fact name={text.caseNumber}>{supplier.caseNumber ?? text.noCase}</Fact>
        </dl>
      </section>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Said as plainly as what is known: a report without gaps must not be one that hides them. */
function Unknown({ report: { unknown, asOf } }: { report: IncidentReport }) {
  const { words } = useLanguage();
  const { times } = useInstallation();
  const text = words.report;
  const said = [
    unknown.doses > 0 && `${text.unknownDoses(unknown.doses)}.`,
    unknown.pending > 0 && `${text.unknownPending(unknown.pending)}.`,
    unknown.causeIsInferred && text.unknownCause,
    ...unknown.gaps.map(({ from, to }) =>
      text.unknownGap(times.when(from, asOf), to === null ? text.stillGap : times.when(to, asOf)),
    ),
    unknown.notDelivered > 0 && `${text.unknownTold(unknown.notDelivered)}.`,
  ].filter((one) => one !== false);
  return (
    <>
      <Heading level={2} data-size="xs">
        {text.unknown}
      </Heading>
      {said.length === 0 ? (
        <Paragraph>{text.nothingUnknown}</Paragraph>
      ) : (
        said.map((one) => <Paragraph key={one}>{one}</Paragraph>)
      )}
    </>
  );
}

function Maintenance({ report: { maintenance, asOf } }: { report: IncidentReport }) {
  const { words, say } = useLanguage();
  const { times } = useInstallation();
  return (
    <>
      <Heading level={2} data-size="xs">
        {words.report.maintenance}
      </Heading>
      {maintenance.length === 0 && <Paragraph>{words.report.noMaintenance}</Paragraph>}
      {maintenance.map(({ componentId, name, from, to }) => (
        <Paragraph key={`${componentId}/${from}`}>
          {say(name)}: {times.when(from, asOf)}–{to === null ? "…" : times.when(to, asOf)}
        </Paragraph>
      ))}
    </>
  );
}

function Reviews({ report }: { report: IncidentReport }) {
  const { words } = useLanguage();
  const text = words.report;
  return (
    <>
      <Heading level={2} data-size="xs">
        {text.review}
      </Heading>
      <Paragraph>
        <strong>{text.states[report.reviewState]}</strong>
        {report.changedSinceReview > 0 && ` ${text.changedSince(report.changedSinceReview)}.`}
      </Paragraph>
      {report.reviews.map((review) => (
        <article key={review.at} className="panel">
          <p className="quiet">
            {review.final ? text.kinds.reviewed : text.kinds.assessed}, {review.actor},{" "}
            <Moment at={review.at} now={report.asOf} />
          </p>
          <p className="said">{review.conclusion}</p>
          <p className="quiet">
            {words.doses.count(review.dosesReviewed)}
            {review.caseNumber !== null && ` · ${text.caseNumber}: ${review.caseNumber}`}
            {review.causedBy !== null && ` · ${text.causedBy} ${review.causedBy.name}`}
          </p>
        </article>
      ))}
      <ReviewForm key={report.incidentId} report={report} />
    </>
  );
}
