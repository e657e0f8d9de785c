import { Paragraph } from "@digdir/designsystemet-react";
import type { Overview } from "../../api/types.js";
import { useInstallation } from "../../installation.js";
import { useLanguage } from "../../language/language.js";
import { silentStatus } from "../../parts/silent.js";
import { Empty } from "../../parts/states.js";
import { hrefOf, PageLink } from "../../router.js";
import { Panel } from "./panel.js";

/** How much of the fleet speaks. */
export function Heard({ overview }: { overview: Overview }) {
  const { words } = useLanguage();
  const { heardLately, all, lastHeardWithinMin } = overview.devices;
  const silent = all - heardLately;
  return (
    <Panel name="heard" title={words.heard.title(lastHeardWithinMin)}>
      <p className="figure-line">{words.heard.of(heardLately, all)}</p>
      <div className="heard-bar" aria-hidden="true">
        <span data-heard="true" style={{ flexGrow: heardLately }} />
        <span data-heard="false" style={{ flexGrow: silent }} />
      </div>
      <p className="quiet">
        {silent === 0 ? words.heard.allHeard : `${words.heard.silent(silent)}.`}{" "}
        <PageLink className="ds-link" href={hrefOf("devices", "", silent > 0 ? { status: silentStatus } : {})}>
          {words.heard.open}
        </PageLink>
      </p>
    </Panel>
  );
}

/** What a new installation shows: the one command that puts life into it. */
export function HowToConnect() {
  const { words } = useLanguage();
  const { tenant, districts } = useInstallation();
  const topic = `vft/v1/${tenant ?? "oslo"}/${districts[0]?.id ?? "grorud"}/roll-dispenser/D-1/event`;
  const example = [
    `mosquitto_pub -h ${location.hostname} -p 1883 -q 1 -t ${topic} -m '{`,
    `  "specversion": "1.0", "id": "1", "source": "urn:device:D-1",`,
    `  "type": "no.vft.link.heartbeat", "time": "'$(date -u +%FT%TZ)'",`,
    `  "data": { "batteryPercent": 100, "mains": true, "bufferedEvents": 0 } }'`,
  ].join("\n");
  return (
    <Empty title={words.heard.emptyTitle}>
      <Paragraph>{words.heard.emptyBody}</Paragraph>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        <code>{example}</code>
      </pre>
      <Paragraph>
        {words.heard.emptyHow}{" "}
        <a className="ds-link" href="/openapi.json">
          /openapi.json
        </a>
      </Paragraph>
    </Empty>
  );
}
