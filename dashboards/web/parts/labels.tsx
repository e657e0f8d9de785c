import { Tag } from "@digdir/designsystemet-react";
import type { CSSProperties } from "react";
import type { Severity, Verdict } from "../../../rules/model/record.js";
import { severityWords, verdictLooks } from "../../words.js";
import { useInstallation } from "../installation.js";
import { useLanguage } from "../language/language.js";
import { hrefOf, PageLink } from "../router.js";

/** The colour of a verdict for the background at hand; what it fills is up to the style sheet. */
export function verdictStyle(verdict: Verdict): CSSProperties {
  const { light, dark } = verdictLooks[verdict].colour;
  return { "--verdict": `light-dark(${light}, ${dark})` } as CSSProperties;
}

export function VerdictSwatch({ verdict }: { verdict: Verdict }) {
  return (
    <span
      className="swatch"
      data-pattern={verdictLooks[verdict].pattern}
      style={verdictStyle(verdict)}
      aria-hidden="true"
    />
  );
}

/** A dose nobody can expect an answer about yet is not waited for: it is still to come. */
export function VerdictLabel({ verdict, coming = false }: { verdict: Verdict; coming?: boolean }) {
  const { words, say } = useLanguage();
  return (
    <span className="verdict">
      <VerdictSwatch verdict={verdict} /> {coming ? words.doses.coming : say(verdictLooks[verdict].word)}
    </span>
  );
}

export function SeverityTag({ severity }: { severity: Severity }) {
  const { say } = useLanguage();
  return (
    <Tag className="severity" data-severity={severity} data-color="neutral">
      {say(severityWords[severity])}
    </Tag>
  );
}

export function ResidentLink({ residentRef }: { residentRef: string }) {
  return (
    <PageLink className="ds-link token" href={hrefOf("resident", residentRef)}>
      {residentRef}
    </PageLink>
  );
}

export function DistrictName({ id }: { id: string | null }) {
  const { districtName } = useInstallation();
  return <>{districtName(id) ?? "–"}</>;
}

/** To be called with one touch from the phone it is read on. */
export function PhoneNumber({ number }: { number: string | null }) {
  const { words } = useLanguage();
  if (number === null) return <>{words.broken.noPhone}</>;
  return (
    <a className="ds-link phone-number" href={`tel:${number.replaceAll(/[^\d+]/g, "")}`}>
      {number}
    </a>
  );
}

/** An instant as text that machines can read too. */
export function Moment({ at, now }: { at: string; now: string | null }) {
  const { times } = useInstallation();
  return <time dateTime={at}>{now === null ? times.clock(at) : times.when(at, now)}</time>;
}

/** When a dose is to be taken, and whether it is one of those that cannot wait. */
export function Planned({ dose, now }: { dose: { scheduledAt: string; critical: boolean }; now: string | null }) {
  const { words } = useLanguage();
  return (
    <>
      <Moment at={dose.scheduledAt} now={now} />
      {dose.critical && <strong className="note">{words.doses.critical}</strong>}
    </>
  );
}
