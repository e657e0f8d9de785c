import { Button, Field, Label, Select, Textfield } from "@digdir/designsystemet-react";
import { type FormEvent, useState } from "react";
import { useReview } from "../../api/actions.js";
import { useComponents } from "../../api/queries.js";
import type { IncidentReport } from "../../api/types.js";
import { useLanguage } from "../../language/language.js";
import { useAnnounce } from "../../parts/announcer.js";
import { Refusal } from "../../parts/refusal.js";
import { actorLengthMax, useActor } from "../worklist/actor-field.js";

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
  const { words } = useLanguage();
  const text = words.report;
  const [storedActor, setStoredActor] = useActor();
  const [actor, setActor] = useState(storedActor);
  const [conclusion, setConclusion] = useState("");
  const [caseNumber, setCaseNumber] = useState("");
  const [causeSupplier, setCauseSupplier] = useState("");
  const [tried, setTried] = useState(false);
  const suppliers = useSuppliers(report);
  const announce = useAnnounce();
  const review = useReview();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const said = { actor: actor.trim(), conclusion: conclusion.trim(), caseNumber: caseNumber.trim() };
    if (said.actor === "" || said.conclusion === "") return;
    setStoredActor(said.actor);
    review.mutate(
      {
        incidentId: report.incidentId,
        actor: said.actor,
        conclusion: said.conclusion,
        ...(said.caseNumber !== "" && { caseNumber: said.caseNumber }),
        ...(causeSupplier !== "" && { causeSupplier }),
        dosesReviewed: report.doses.total,
      },
      { onSuccess: () => announce(text.sent) },
    );
  };

  return (
    <form onSubmit={submit} noValidate className="action-form review-form">
      <Textfield
        multiline
        rows={4}
        label={text.conclusion}
        description={text.conclusionHelp}
        value={conclusion}
        maxLength={lengthMax.conclusion}
        error={tried && conclusion.trim() === "" && text.needed}
        onChange={(event) => setConclusion(event.target.value)}
      />
      <Textfield
        label={`${text.caseNumber} (${text.caseHelp}, ${text.optional})`}
        value={caseNumber}
        maxLength={lengthMax.caseNumber}
        onChange={(event) => setCaseNumber(event.target.value)}
      />
      <Field>
        <Label>{text.causedBy}</Label>
        <Select value={causeSupplier} onChange={(event) => setCauseSupplier(event.target.value)}>
          <Select.Option value="">{text.notSaid}</Select.Option>
          {suppliers.map(({ id, name }) => (
            <Select.Option key={id} value={id}>
              {name}
            </Select.Option>
          ))}
        </Select>
      </Field>
      <Textfield
        label={words.act.as}
        description={words.act.asHelp}
        value={actor}
        maxLength={actorLengthMax}
        error={tried && actor.trim() === "" && words.act.asNeeded}
        onChange={(event) => setActor(event.target.value)}
      />
      {review.error && <Refusal error={review.error} also={{ API_INCIDENT_CHANGED: text.changed }} />}
      <div className="task-actions">
        <Button type="submit" loading={review.isPending}>
          {text.send}
        </Button>
      </div>
    </form>
  );
}
