import type { Verdict } from "../../../rules/model/record.js";
import { verdictLooks, verdictOrder } from "../../words.js";
import { useLanguage } from "../language/language.js";
import { verdictStyle } from "./labels.js";

/** Narrower parts keep their place in a list beside the bar and carry no number of their own. */
const numberedShareMin = 0.05;

interface VerdictBarProps {
  counts: Record<Verdict, number>;
  /** What a reader who cannot see it is told, made of the parts in words. */
  label(parts: string): string;
  /** In a row of a table: lower, and the numbers stand in the other columns. */
  small?: boolean;
}

/** Doses as one bar: what is known, and hatched what is not. */
export function VerdictBar({ counts, label, small = false }: VerdictBarProps) {
  const { say } = useLanguage();
  const total = verdictOrder.reduce((sum, verdict) => sum + counts[verdict], 0);
  const shown = verdictOrder.filter((verdict) => counts[verdict] > 0);
  const parts = shown.map((verdict) => `${counts[verdict]} ${say(verdictLooks[verdict].word)}`).join(", ");
  return (
    <div className={small ? "bar bar-small" : "bar"} role="img" aria-label={label(parts)}>
      {shown.map((verdict) => (
        <span
          key={verdict}
          className="bar-part"
          data-pattern={verdictLooks[verdict].pattern}
          style={{ ...verdictStyle(verdict), flexGrow: counts[verdict] }}
        >
          {!small && counts[verdict] / total >= numberedShareMin && (
            <span className="bar-number">{counts[verdict]}</span>
          )}
        </span>
      ))}
    </div>
  );
}
