import { useState } from "react";
import { useReview } from "../../api/actions.js";
import { useComponents } from "../../api/queries.js";
import type { IncidentReport } from "../../api/types.js";
import { useLanguage } from "../../language/language.js";
import { useAnnounce } from "../../parts/announcer.js";
import { Choice, SaidText } from "../../parts/said-fields.js";
import { SaidForm, useSaying } from "../../parts/said-form.js";

const lengthMax = { conclusion: 4000, caseNumber: 64 };

/** Suppliers of the installation's components and those above the failed one, each once, by name. */
function useSuppliers(report: IncidentReport): { id: string; name: string }[] {
  const { data } = useComponents();
  const named = new Map(report.supplier.chain.map(({ id, name }) => [id, name]));
  for (const { supplier, supplierName } of data?.items ?? []) named.set(supplier, supplierName);
  return [...named].map(([id, name]) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name));
}

/** A conclusion is a person's: nothing here is filled in beforehand. */
export function ReviewForm({ report }: { report: IncidentReport }) {
  const text = useLanguage().words.report;
  const [conclusion, setConclusion] = useState("");
  const [caseNumber, setCaseNumber] = useState("");
  const [causeSupplier, setCauseSupplier] = useState("");
  const saying = useSaying({ reviews: report.reviews.length });
  const suppliers = useSuppliers(report);
  const announce = useAnnounce();
  const review = useReview();

  const done = () => {
    setConclusion("");
    setCaseNumber("");
    setCauseSupplier("");
    saying.over();
    announce(text.sent);
  };
  const send = () => {
    const said = { conclusion: conclusion.trim(), caseNumber: caseNumber.trim() };
    if (saying.speaker.actor === "" || said.conclusion === "") return;
    saying.speaker.remember();
    review.mutate(
      {
        incidentId: report.incidentId,
        actor: saying.speaker.actor,
        conclusion: said.conclusion,
        ...(said.caseNumber !== "" && { caseNumber: said.caseNumber }),
        ...(causeSupplier !== "" && { causeSupplier }),
        dosesReviewed: report.doses.total,
      },
      { onSuccess: done },
    );
  };

  return (
    <SaidForm
      saying={saying}
      overtaken={text.reviewedMeanwhile}
      saved={review}
      refusals={{ API_INCIDENT_CHANGED: text.changed }}
      verb={text.send}
      send={send}
    >
      <SaidText
        rows={4}
        label={text.conclusion}
        help={text.conclusionHelp}
        value={conclusion}
        lengthMax={lengthMax.conclusion}
        error={saying.missing(conclusion, text.needed)}
        set={setConclusion}
      />
      <SaidText
        label={`${text.caseNumber} (${text.caseHelp}, ${text.optional})`}
        value={caseNumber}
        lengthMax={lengthMax.caseNumber}
        set={setCaseNumber}
      />
      <Choice
        label={text.causedBy}
        value={causeSupplier}
        none={text.notSaid}
        options={suppliers.map(({ id, name }) => ({ value: id, label: name }))}
        set={setCauseSupplier}
      />
    </SaidForm>
  );
}
