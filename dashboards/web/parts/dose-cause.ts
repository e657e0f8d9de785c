import type { Words } from "../language/no.js";

/** Why a dose is missed or unknown, in plain words; a cause this page does not know is shown as it is. */
export function causeText(words: Words, cause: string, nameOf: (componentId: string) => string): string {
  const [kind, name = ""] = cause.split(/:(.*)/, 2);
  if (kind === "component") return words.doses.causeComponent(nameOf(name));
  if (kind === "flow") return words.doses.causeFlow(name);
  return words.doses.causes[cause] ?? cause;
}
