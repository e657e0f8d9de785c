import { Field, Input, Label } from "@digdir/designsystemet-react";
import { useLanguage } from "../../language/language.js";
import { actorLengthMax, useActor } from "../../settings/actor.js";

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
