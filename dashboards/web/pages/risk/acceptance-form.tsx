import { Button, Heading, Paragraph, Textfield } from "@digdir/designsystemet-react";
import { type FormEvent, type ReactNode, useState } from "react";
import { useAccept } from "../../api/actions.js";
import type { ScenarioDetail } from "../../api/types.js";
import { lastMinuteOf } from "../../format/last-minute.js";
import { useInstallation } from "../../installation.js";
import { useLanguage } from "../../language/language.js";
import { useAnnounce } from "../../parts/announcer.js";
import { Refusal } from "../../parts/refusal.js";
import { Choice, SaidText, SpeakerField, useSpeaker } from "../../parts/said-fields.js";

const reasonLengthMax = 4000;

/** Somebody takes responsibility for the latest assessment, in the role that may, for a limited time. */
export function AcceptanceForm({ scenario }: { scenario: ScenarioDetail }) {
  const { fros } = useLanguage().words;
  const { assessment, acceptableBy } = scenario;
  const level = assessment?.level ?? "insufficient data";
  if (assessment === null || level === "insufficient data") return <Folded>{fros.acceptNone}</Folded>;
  if (level === "green") return <Folded>{fros.acceptGreen}</Folded>;
  return (
    <Folded form={<Form scenario={scenario} version={assessment.version} />}>
      {fros.acceptLead(fros.levels[level], acceptableBy[level])}
    </Folded>
  );
}

function Folded({ children, form }: { children: string; form?: ReactNode }) {
  const { fros } = useLanguage().words;
  return (
    <details className="panel form-panel">
      <summary>
        <Heading level={2} data-size="xs">
          {fros.accept}
        </Heading>
      </summary>
      <Paragraph>{children}</Paragraph>
      {form}
    </details>
  );
}

function Form({ scenario, version }: { scenario: ScenarioDetail; version: number }) {
  const { fros } = useLanguage().words;
  const { times } = useInstallation();
  const [role, setRole] = useState("");
  const [reason, setReason] = useState("");
  const [date, setDate] = useState("");
  const [tried, setTried] = useState(false);
  const speaker = useSpeaker();
  const announce = useAnnounce();
  const accept = useAccept(scenario.id);
  const roles = [...new Set(Object.values(scenario.acceptableBy))].map((one) => ({ value: one, label: one }));
  const missing = (text: string) => tried && text.trim() === "" && fros.needed;

  const done = () => {
    setReason("");
    setDate("");
    setTried(false);
    announce(fros.acceptanceSaved);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (role === "" || reason.trim() === "" || date === "" || speaker.actor === "") return;
    speaker.remember();
    const until = lastMinuteOf(date, times);
    accept.mutate({ actor: speaker.actor, role, reason: reason.trim(), version, until }, { onSuccess: done });
  };

  return (
    <form onSubmit={submit} noValidate className="action-form review-form">
      <Choice
        label={fros.role}
        value={role}
        none={fros.chooseRole}
        options={roles}
        error={missing(role)}
        set={setRole}
      />
      <SaidText
        rows={3}
        label={fros.acceptReason}
        value={reason}
        lengthMax={reasonLengthMax}
        error={missing(reason)}
        set={setReason}
      />
      <Textfield
        type="date"
        label={fros.until}
        description={fros.untilHelp}
        value={date}
        error={missing(date)}
        onChange={(event) => setDate(event.target.value)}
      />
      <SpeakerField speaker={speaker} tried={tried} />
      {accept.error && <Refusal error={accept.error} also={fros.refusals} />}
      <div className="task-actions">
        <Button type="submit" loading={accept.isPending}>
          {fros.saveAcceptance}
        </Button>
      </div>
    </form>
  );
}
