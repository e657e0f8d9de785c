import { Heading, Paragraph, Table } from "@digdir/designsystemet-react";
import { useComponentName } from "../../api/queries.js";
import type { IncidentReport } from "../../api/types.js";
import { useLanguage } from "../../language/language.js";
import type { Words } from "../../language/no.js";
import { Moment } from "../../parts/labels.js";
import { Rows } from "../../parts/rows.js";
import { stageText } from "../../parts/stage.js";

type Entry = IncidentReport["timeline"][number];

function detailText(words: Words, { what, detail }: Entry, nameOf: (componentId: string) => string): string | null {
  if (detail === null) return null;
  if (what === "told") return stageText(words, detail);
  if (what === "found") return words.incident.found[detail as keyof Words["incident"]["found"]] ?? detail;
  if (what === "ended") return words.report.ends[detail] ?? detail;
  if (what === "closed") return null;
  return what.startsWith("maintenance-") ? nameOf(detail) : detail;
}

export function Timeline({ report: { timeline, asOf } }: { report: IncidentReport }) {
  const { words } = useLanguage();
  const nameOf = useComponentName();
  const text = words.report;
  return (
    <>
      <Heading level={2} data-size="xs">
        {text.timeline}
      </Heading>
      <Rows label={text.timeline} heads={[text.time, text.what, text.who]}>
        {timeline.map((entry, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: several things may happen at one instant
          <Table.Row key={`${entry.at}/${place}`}>
            <Table.Cell>
              <Moment at={entry.at} now={asOf} />
            </Table.Cell>
            <Table.Cell className="wraps">
              {text.kinds[entry.what]}
              <span className="note">{detailText(words, entry, nameOf)}</span>
            </Table.Cell>
            <Table.Cell className="wraps">{entry.who ?? "–"}</Table.Cell>
          </Table.Row>
        ))}
      </Rows>
    </>
  );
}

type Told = IncidentReport["told"][number];

/** The same words to several teams at one time are one row. */
function rounds(told: Told[]): Told[][] {
  const byWords = new Map<string, Told[]>();
  for (const one of told) {
    const key = `${one.at.slice(0, "YYYY-MM-DDTHH:MM".length)}/${one.stage}/${one.title.no}`;
    byWords.set(key, [...(byWords.get(key) ?? []), one]);
  }
  return [...byWords.values()];
}

export function Told({ report: { told, asOf } }: { report: IncidentReport }) {
  const { words, say } = useLanguage();
  const text = words.report;
  const isDelivered = ({ channels }: Told) => channels.some(({ status }) => status === "done");
  return (
    <>
      <Heading level={2} data-size="xs">
        {text.told}
      </Heading>
      {told.length === 0 ? (
        <Paragraph>{text.toldNone}</Paragraph>
      ) : (
        <Rows label={text.told} heads={[text.time, text.message, text.who]}>
          {rounds(told).map((round) => {
            const [first] = round as [Told];
            const waiting = round.filter((one) => !isDelivered(one));
            return (
              <Table.Row key={`${first.at}/${first.stage}/${first.teamId}/${first.title.no}`}>
                <Table.Cell>
                  <Moment at={first.at} now={asOf} />
                  <span className="note">{stageText(words, first.stage)}</span>
                </Table.Cell>
                <Table.Cell className="wraps">{say(first.title)}</Table.Cell>
                <Table.Cell className="wraps">
                  {round
                    .filter(isDelivered)
                    .map(({ team }) => team)
                    .join(", ")}
                  {waiting.length > 0 && (
                    <strong className="note">
                      {text.notDelivered}: {waiting.map(({ team }) => team).join(", ")}
                    </strong>
                  )}
                </Table.Cell>
              </Table.Row>
            );
          })}
        </Rows>
      )}
    </>
  );
}
