/** People who took part, separated by commas or lines. */
export function namesIn(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== "");
}

/** Who disagreed, and about what, a line each; null if a line does not say both. */
export function dissentIn(text: string): { who: string; what: string }[] | null {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const said = lines.map((line) => {
    const [who = "", ...rest] = line.split(":");
    return { who: who.trim(), what: rest.join(":").trim() };
  });
  return said.every(({ who, what }) => who !== "" && what !== "") ? said : null;
}
