import { Field, Input, Label } from "@digdir/designsystemet-react";
import { useLanguage } from "../../language/language.js";
import { useStoredText } from "../../settings/stored.js";

export const actorLengthMax = 128;

/** Who acts here, remembered by the browser: a role or initials, until people log in. */
export const useActor = () => useStoredText("actor");

export function ActorField() {
  const { words } = useLanguage();
  const [actor, setActor] = useActor();
  return (
    <Field className="filter">
      <Label>{words.settings.actor}</Label>
      <Input
        value={actor}
        maxLength={actorLengthMax}
        placeholder={words.settings.actorNone}
        onChange={(event) => setActor(event.target.value)}
      />
    </Field>
  );
}
