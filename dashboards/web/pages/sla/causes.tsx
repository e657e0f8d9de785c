import { Heading, Paragraph, Table } from "@digdir/designsystemet-react";
import type { CauseShare } from "../../api/types.js";
import { percent } from "../../format/percent.js";
import { useLanguage } from "../../language/language.js";
import { Rows } from "../../parts/rows.js";

/** Who stood behind the outages, down the chain of suppliers, and for how much nobody is named. */
export function Causes({ causes }: { causes: CauseShare[] }) {
  const { words } = useLanguage();
  const { sla, locale } = words;
  return (
    <>
      <Heading level={2} data-size="xs">
        {sla.causes}
      </Heading>
      {causes.length === 0 ? (
        <Paragraph>{sla.noOutages}</Paragraph>
      ) : (
        <>
          <Paragraph>{sla.causesLead}</Paragraph>
          <Rows label={sla.causes} heads={[sla.causedBy, sla.contractor, sla.outages, sla.down, sla.share]}>
            {causes.map(({ supplier, chain, outages, downMin, sharePercent }) => (
              <Table.Row key={supplier ?? ""}>
                <Table.Cell>{chain[0]?.name ?? sla.nobodyNamed}</Table.Cell>
                <Table.Cell>
                  {chain
                    .slice(1)
                    .map(({ name }) => name)
                    .join(" → ") || "–"}
                </Table.Cell>
                <Table.Cell>{outages}</Table.Cell>
                <Table.Cell>{sla.minutes(downMin)}</Table.Cell>
                <Table.Cell>{sharePercent === null ? "–" : percent(sharePercent, locale)}</Table.Cell>
              </Table.Row>
            ))}
          </Rows>
        </>
      )}
    </>
  );
}
