import { Heading } from "@digdir/designsystemet-react";
import { useOverview } from "../api/queries.js";
import type { DemoState } from "../api/types.js";
import { useInstallation } from "../installation.js";
import { useLanguage } from "../language/language.js";
import { SeverityTag } from "../parts/labels.js";
import { bodyWithoutTitle } from "./message-body.js";

const shownMax = 12;

/** Nobody may take a simulated city for a real one. */
export function DemoBanner({ demo }: { demo: DemoState }) {
  const { words } = useLanguage();
  const { times } = useInstallation();
  return (
    <aside className="demo-banner" aria-label="Demo">
      <strong>{words.demo.banner(demo.speed, times.clock(demo.simulatedNow))}</strong> <span>{words.demo.note}</span>
    </aside>
  );
}

/** What home care would hold in its hand, and what happens in the city, newest first. */
export function DemoAside({ demo }: { demo: DemoState }) {
  const { words, say } = useLanguage();
  const { times } = useInstallation();
  const { data: overview } = useOverview();
  const told = overview?.openIncidents.flatMap((incident) => incident.told) ?? [];
  const teams = new Map(told.map((one) => [one.teamId, one.team]));
  const newest = <T extends { at: string }>(list: T[]) => list.slice(-shownMax).reverse();
  return (
    <aside className="demo-aside" aria-label={words.demo.phone}>
      <section className="phone" aria-label={words.demo.phone}>
        <div className="phone-screen">
          <p className="phone-clock">{times.clock(demo.simulatedNow)}</p>
          <Heading level={2} data-size="2xs">
            {words.demo.phone}
          </Heading>
          {demo.phone.length === 0 && <p className="quiet">{words.demo.phoneEmpty}</p>}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <div className="phone-list" role="log" tabIndex={0} aria-label={words.demo.phone}>
            {newest(demo.phone).map((message) => (
              <article key={`${message.at}/${message.teamId}/${message.title.no}`} className="phone-message">
                <p className="phone-head">
                  <SeverityTag severity={message.severity} />
                  <time dateTime={message.at}>{times.clock(message.at)}</time>
                </p>
                <p>
                  <strong>{say(message.title)}</strong>
                </p>
                <p>{bodyWithoutTitle(say(message.title), say(message.body))}</p>
                <p className="quiet">{teams.get(message.teamId) ?? message.teamId}</p>
              </article>
            ))}
          </div>
        </div>
      </section>
      <section className="story">
        <Heading level={2} data-size="2xs">
          {words.demo.story}
        </Heading>
        <ol>
          {newest(demo.narration).map((one) => (
            <li key={`${one.at}/${one.text.no}`}>
              <time dateTime={one.at}>{times.clock(one.at)}</time> {say(one.text)}
            </li>
          ))}
        </ol>
      </section>
    </aside>
  );
}
