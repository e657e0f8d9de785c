import { Dialog, Heading, Paragraph } from "@digdir/designsystemet-react";
import { useState } from "react";
import { type Action, useAction } from "../../api/actions.js";
import type { Task } from "../../api/types.js";
import { useLanguage } from "../../language/language.js";
import { useAnnounce } from "../../parts/announcer.js";
import { SaidText } from "../../parts/said-fields.js";
import { SaidForm, useSaying } from "../../parts/said-form.js";
import { FollowupFields } from "./followup-fields.js";

export type ActionKind = Action["kind"];

const reasonLengthMax = 1000;

/** Asks what the action needs: who, and for a close why and what was done. */
export function ActionDialog({ kind, task, done }: { kind: ActionKind; task: Task; done(): void }) {
  const { words, say } = useLanguage();
  const [cause, setCause] = useState("");
  const [did, setDid] = useState("");
  const [doseId, setDoseId] = useState(task.doses[0]?.doseId ?? "");
  const [outcome, setOutcome] = useState("");
  const saying = useSaying({});
  const announce = useAnnounce();
  const action = useAction();

  const mustSayWhy = kind === "close" && (task.severity === "serious" || task.severity === "critical");
  const ready =
    saying.speaker.actor !== "" &&
    (!mustSayWhy || (cause.trim() !== "" && did.trim() !== "")) &&
    (kind !== "followup" || outcome !== "");
  const titles = { acknowledge: words.act.takeTitle, close: words.act.closeTitle, followup: words.act.followTitle };
  const verbs = { acknowledge: words.worklist.take, close: words.worklist.close, followup: words.worklist.followup };
  const told = {
    acknowledge: words.worklist.taken,
    close: words.worklist.closed,
    followup: words.worklist.followedUp,
  };

  const send = () => {
    if (!ready) return;
    saying.speaker.remember();
    const request = requestOf(kind, task, {
      actor: saying.speaker.actor,
      cause: cause.trim(),
      did: did.trim(),
      doseId,
      outcome,
    });
    action.mutate(request, {
      onSuccess: () => {
        announce(told[kind](say(task.summary)));
        done();
      },
    });
  };

  return (
    <Dialog open onClose={done} closeButton={words.act.closeDialog}>
      <SaidForm saying={saying} saved={action} verb={verbs[kind]} send={send} cancel={done}>
        <Heading level={2} data-size="xs">
          {titles[kind]}
        </Heading>
        <Paragraph>{say(task.summary)}</Paragraph>
        {kind === "followup" && (
          <FollowupFields task={task} doseId={doseId} setDoseId={setDoseId} outcome={outcome} setOutcome={setOutcome} />
        )}
        {kind === "close" && (
          <>
            <Reason label={words.act.cause} value={cause} set={setCause} needed={mustSayWhy} tried={saying.tried} />
            <Reason label={words.act.action} value={did} set={setDid} needed={mustSayWhy} tried={saying.tried} />
          </>
        )}
      </SaidForm>
    </Dialog>
  );
}

function requestOf(
  kind: ActionKind,
  task: Task,
  said: { actor: string; cause: string; did: string; doseId: string; outcome: string },
): Action {
  const { alertId } = task;
  if (kind === "acknowledge") return { kind, alertId, actor: said.actor };
  if (kind === "followup") {
    return { kind, doseId: said.doseId, actorRole: said.actor, outcome: said.outcome };
  }
  const why = { ...(said.cause !== "" && { cause: said.cause }), ...(said.did !== "" && { action: said.did }) };
  return { kind, alertId, actor: said.actor, ...why };
}

interface ReasonProps {
  label: string;
  value: string;
  set(value: string): void;
  needed: boolean;
  tried: boolean;
}

function Reason({ label, value, set, needed, tried }: ReasonProps) {
  const { words } = useLanguage();
  return (
    <SaidText
      rows={2}
      label={needed ? label : `${label} (${words.act.optional})`}
      value={value}
      lengthMax={reasonLengthMax}
      required={needed}
      error={needed && tried && value.trim() === "" && words.act.needed}
      set={set}
    />
  );
}
