import { Alert, Heading, Paragraph } from "@digdir/designsystemet-react";
import { useInstallation } from "../installation.js";
import { useLanguage } from "../language/language.js";
import { useLive } from "../live/live.js";

/** Old figures must not pass for new ones: says so as loudly as a page can. */
export function StaleBanner() {
  const { words } = useLanguage();
  const { times } = useInstallation();
  const { freshness, asOf } = useLive();
  if (freshness !== "stale") return null;
  return (
    <Alert className="stale-banner" data-color="warning" role="alert">
      <Heading level={2} data-size="2xs">
        {asOf === null ? words.fresh.staleNever : words.fresh.staleTitle(times.clockSeconds(asOf))}
      </Heading>
      <Paragraph>{words.fresh.staleBody}</Paragraph>
    </Alert>
  );
}
