import { Heading, Paragraph } from "@digdir/designsystemet-react";
import type { CSSProperties } from "react";
import { riskColours } from "../../../words.js";
import type { RiskColour, Scenarios } from "../../api/types.js";
import { useLanguage } from "../../language/language.js";
import { hrefOf, PageLink } from "../../router.js";
import { chipsAt, moved } from "./placing.js";

const steps = [1, 2, 3, 4, 5];

function cellStyle(colour: RiskColour): CSSProperties {
  const { fill, text } = riskColours[colour];
  return {
    "--cell": `light-dark(${fill.light}, ${fill.dark})`,
    "--cell-text": `light-dark(${text.light}, ${text.dark})`,
  } as CSSProperties;
}

/** The only place with red, yellow and green: what people have judged, each colour with its word. */
export function Matrix({ scenarios }: { scenarios: Scenarios }) {
  const { words, say } = useLanguage();
  const { fros } = words;
  const { matrixSource, items } = scenarios;
  const waiting = items.filter(({ place }) => place === null).map(({ id }) => id);
  const movements = moved(items);
  return (
    <>
      <Heading level={2} data-size="xs">
        {fros.matrix}
      </Heading>
      <Paragraph>{fros.matrixLead}</Paragraph>
      <table className="matrix" aria-label={fros.matrix}>
        <thead>
          <tr>
            <td />
            <th colSpan={5} scope="colgroup">
              {fros.consequence}
            </th>
          </tr>
          <tr>
            <th scope="col">{fros.probability}</th>
            {steps.map((consequence) => (
              <th key={consequence} scope="col">
                {consequence}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {steps.toReversed().map((probability) => (
            <tr key={probability}>
              <th scope="row">{probability}</th>
              {steps.map((consequence) => (
                <Cell key={consequence} scenarios={scenarios} probability={probability} consequence={consequence} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {waiting.length > 0 && <Paragraph>{fros.notPlaced(waiting.join(", "))}</Paragraph>}
      {movements.map(({ id, movement }) => {
        if (movement === null) return null;
        const { probability, consequence } = movement;
        const from = fros.cell(probability.from, consequence.from);
        return <Paragraph key={id}>{fros.moved(id, from, fros.cell(probability.to, consequence.to))}</Paragraph>;
      })}
      {movements.length === 0 && waiting.length < items.length && <Paragraph>{fros.stayed}</Paragraph>}
      <Paragraph className="quiet">{say(matrixSource)}</Paragraph>
    </>
  );
}

function Cell({ scenarios, ...at }: { scenarios: Scenarios; probability: number; consequence: number }) {
  const { fros } = useLanguage().words;
  const colour = scenarios.matrix[at.probability - 1]?.[at.consequence - 1];
  if (colour === undefined) return <td />;
  return (
    <td style={cellStyle(colour)}>
      <span className="matrix-word">{fros.levels[colour]}</span>
      {chipsAt(scenarios.items, at.probability, at.consequence).map(({ id, former }) =>
        former ? (
          <span key={id} className="matrix-chip matrix-former">
            {fros.before(id)}
          </span>
        ) : (
          <PageLink key={id} className="matrix-chip" href={hrefOf("scenario", id)}>
            {id}
          </PageLink>
        ),
      )}
    </td>
  );
}
