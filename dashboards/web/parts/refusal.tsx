import { Alert, Paragraph } from "@digdir/designsystemet-react";
import { RequestError } from "../api/request.js";
import { useLanguage } from "../language/language.js";

/** Why what somebody wanted to say was not taken, in words where the code is known. */
export function Refusal({ error, also = {} }: { error: Error; also?: Record<string, string> }) {
  const { words } = useLanguage();
  const isAnswer = error instanceof RequestError && error.status > 0;
  const known = isAnswer ? (also[error.code] ?? words.act.failures[error.code]) : words.states.unreachable;
  return (
    <Alert data-color="warning" role="alert">
      <Paragraph>
        {words.act.failed}: {known ?? error.message}
      </Paragraph>
    </Alert>
  );
}
