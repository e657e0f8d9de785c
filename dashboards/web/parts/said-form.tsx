import { Alert, Button, Paragraph } from "@digdir/designsystemet-react";
import { type FormEvent, type ReactNode, useState } from "react";
import { useLanguage } from "../language/language.js";
import { Refusal } from "./refusal.js";
import { SpeakerField, useSpeaker } from "./said-fields.js";

/** What stands when somebody begins to write, and may be another when they send: ids, versions or counts of it. */
type Standing = Record<string, string | number | null>;

/**
 * What a form needs besides its fields. What a person has typed is emptied by what was saved and by nothing else: when
 * a colleague says something meanwhile, the page says so and leaves the typed words alone.
 */
export function useSaying<S extends Standing>(standing: S) {
  const [seen, setSeen] = useState<S | null>(null);
  const [tried, setTried] = useState(false);
  const speaker = useSpeaker();
  return {
    speaker,
    tried,
    setTried,
    /** What to say of a field that must not stay empty, once somebody has tried to send. */
    missing: (text: string, needed: string) => tried && text.trim() === "" && needed,
    /** What stood when the person began to write, or last said to have read. */
    seen: seen ?? standing,
    hasBegun: seen !== null,
    isOvertaken: seen !== null && Object.entries(standing).some(([name, value]) => seen[name] !== value),
    begin: () => setSeen(seen ?? standing),
    read: () => setSeen(standing),
    over: () => {
      setSeen(null);
      setTried(false);
    },
  };
}

interface SaidFormProps {
  saying: Omit<ReturnType<typeof useSaying>, "seen">;
  /** What came in between, where something can. */
  overtaken?: string;
  saved: { error: Error | null; isPending: boolean };
  /** Words for refusals that only this form meets, by code. */
  refusals?: Record<string, string>;
  verb: string;
  /** Takes what was said, if it is whole. */
  send(): void;
  /** Leaves it unsaid. */
  cancel?: () => void;
  children: ReactNode;
}

/** A form in which a person says something in their own name. */
export function SaidForm({ saying, overtaken, saved, refusals, verb, send, cancel, children }: SaidFormProps) {
  const { act } = useLanguage().words;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saying.setTried(true);
    send();
  };
  return (
    <form onSubmit={submit} onChange={saying.begin} noValidate className="action-form">
      {children}
      <SpeakerField speaker={saying.speaker} tried={saying.tried} />
      {overtaken !== undefined && saying.isOvertaken && !saved.isPending && (
        <Alert data-color="info" role="status">
          <Paragraph>
            {overtaken} {act.typedIsKept}
          </Paragraph>
          <Button type="button" variant="secondary" data-size="sm" onClick={saying.read}>
            {act.haveRead}
          </Button>
        </Alert>
      )}
      {saved.error && <Refusal error={saved.error} {...(refusals !== undefined && { also: refusals })} />}
      <div className="task-actions">
        <Button type="submit" loading={saved.isPending}>
          {verb}
        </Button>
        {cancel !== undefined && (
          <Button type="button" variant="tertiary" onClick={cancel}>
            {act.cancel}
          </Button>
        )}
      </div>
    </form>
  );
}
