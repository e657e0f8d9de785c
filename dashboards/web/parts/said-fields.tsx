import { Field, Label, Select, Textfield, ValidationMessage } from "@digdir/designsystemet-react";
import { type ChangeEvent, useState } from "react";
import { useLanguage } from "../language/language.js";
import { actorLengthMax, useActor } from "../settings/actor.js";

interface SaidTextProps {
  label: string;
  help?: string;
  value: string;
  lengthMax: number;
  /** As high as this for what takes more than a line. */
  rows?: number;
  required?: boolean;
  /** What is wrong with it, once somebody has tried to send it. */
  error?: string | false;
  set(value: string): void;
}

export function SaidText({ label, help, value, lengthMax, rows, required, error = false, set }: SaidTextProps) {
  return (
    <Textfield
      {...(rows !== undefined && { multiline: true, rows })}
      label={label}
      description={help}
      value={value}
      maxLength={lengthMax}
      required={required}
      error={error}
      onChange={(event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => set(event.target.value)}
    />
  );
}

export interface ChoiceProps {
  label: string;
  value: string;
  /** The first option: nothing has been chosen. */
  none: string;
  options: { value: string; label: string }[];
  error?: string | false;
  set(value: string): void;
}

/** One of several; nothing is chosen beforehand. */
export function Choice({ label, value, none, options, error = false, set }: ChoiceProps) {
  return (
    <Field>
      <Label>{label}</Label>
      <Select value={value} aria-invalid={error !== false} onChange={(event) => set(event.target.value)}>
        <Select.Option value="">{none}</Select.Option>
        {options.map((option) => (
          <Select.Option key={option.value} value={option.value}>
            {option.label}
          </Select.Option>
        ))}
      </Select>
      {error !== false && <ValidationMessage>{error}</ValidationMessage>}
    </Field>
  );
}

/** Who says it; the browser remembers whoever has said something. */
export function useSpeaker() {
  const [stored, setStored] = useActor();
  const [actor, setActor] = useState(stored);
  return { actor: actor.trim(), typed: actor, setActor, remember: () => setStored(actor.trim()) };
}

export function SpeakerField({ speaker, tried }: { speaker: ReturnType<typeof useSpeaker>; tried: boolean }) {
  const { act } = useLanguage().words;
  return (
    <SaidText
      label={act.as}
      help={act.asHelp}
      value={speaker.typed}
      lengthMax={actorLengthMax}
      error={tried && speaker.actor === "" && act.asNeeded}
      set={speaker.setActor}
    />
  );
}
