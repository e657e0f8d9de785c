import { useStoredText } from "./stored.js";

export const actorLengthMax = 128;

/** Who acts here, remembered by the browser: a role or initials, until people log in. */
export const useActor = () => useStoredText("actor");
