import { Heading, Paragraph, Textfield } from "@digdir/designsystemet-react";
import { useState } from "react";
import { useAccept } from "../../api/actions.js";
import type { ScenarioDetail } from "../../api/types.js";
import { lastMinuteOf } from "../../format/last-minute.js";
import { useInstallation } from "../../installation.js";
import { useLanguage } from "../../language/language.js";
import { useAnnounce } from "../../parts/announcer.js";
import { Choice, SaidText } from "../../parts/said-fields.js";
import { SaidForm, useSaying } from "../../parts/said-form.js";

const reasonLengthMax = 4000;

/** Somebody takes responsibility for the latest assessment, in the role that may, for a limited time. */
export function AcceptanceForm({ scenario }: { scenario: ScenarioDetail }) {
  const { words, say } = useLanguage();
  const { fros } = words;
  const { times } = useInstallation();
  const { assessment, acceptableBy, history } = scenario;
  const level = assessment?.level ?? "insufficient data";
  const [role, setRole] = useState("");
  const [reason, setReason] = useState("");
  const [date, setDate] = useState("");
  const saying = useSaying({ version: assessment?.version ?? 0, acceptedAt: history.acceptances[0]?.at ?? null });
  const announce = useAnnounce();
  const accept = useAccept(scenario.id);
  const roles = [
    ...new Map(Object.values(acceptableBy).map((one) => [one.no, { value: one.no, label: say(one) }])).values(),
  ];
  const missing = (text: string) => saying.missing(text, fros.needed);

  const done = () => {
    setReason("");
    setDate("");
    saying.over();
    announce(fros.acceptanceSaved);
  };
  const send = () => {
    if (role === "" || reason.trim() === "" || date === "" || saying.speaker.actor === "") return;
    saying.speaker.remember();
    const until = lastMinuteOf(date, times);
    const { version } = saying.seen;
    accept.mutate({ actor: saying.speaker.actor, role, reason: reason.trim(), version, until }, { onSuccess: done });
  };

  const lead =
    level === "insufficient data"
      ? fros.acceptNone
      : level === "green"
        ? fros.acceptGreen
        : fros.acceptLead(fros.levels[level], say(acceptableBy[level]));
  const isOpen = level === "yellow" || level === "red";

  return (
    <details className="panel form-panel">
      <summary>
        <Heading level={2} data-size="xs">
          {fros.accept}
        </Heading>
      </summary>
      <Paragraph>{lead}</Paragraph>
      {(isOpen || saying.hasBegun) && (
        <SaidForm
          saying={saying}
          overtaken={fros.acceptedMeanwhile}
          saved={accept}
          refusals={fros.refusals}
          verb={fros.saveAcceptance}
          send={send}
        >
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
        </SaidForm>
      )}
    </details>
  );
}
