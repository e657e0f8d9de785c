import { Heading } from "@digdir/designsystemet-react";
import type { DemoState } from "../api/types.js";
import { useInstallation } from "../installation.js";
import { useLanguage } from "../language/language.js";
import { SeverityTag } from "../parts/labels.js";
import { bodyWithoutTitle } from "./message-body.js";
import { groupMessages, type MessageGroup } from "./phone-groups.js";

const shownMax = 12;

/** Nobody may take a simulated city for a real one; and what happens in it right now, as a caption. */
export function DemoBanner({ demo }: { demo: DemoState }) {
  const { words, say } = useLanguage();
  const { times } = useInstallation();
  const now = demo.narration.at(-1);
  return (
    <aside className="demo-banner" aria-label="Demo">
      <p className="demo-line">
        <strong>{words.demo.banner(demo.speed, times.clock(demo.simulatedNow))}</strong> <span>{words.demo.note}</span>
      </p>
      <p className="demo-caption" aria-live="polite" aria-atomic="true">
        {now && (
          <span>
            <time dateTime={now.at}>{times.clock(now.at)}</time> {say(now.text)}
          </span>
        )}
      </p>
    </aside>
  );
}

/** What home care would hold in its hand, and what has happened in the city, newest first. */
export function DemoAside({ demo }: { demo: DemoState }) {
  const { words, say } = useLanguage();
  const { times } = useInstallation();
  const past = demo.narration.slice(-shownMax - 1, -1).reverse();
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
            {groupMessages(demo.phone)
              .slice(0, shownMax)
              .map((group) => (
                <PhoneMessage key={group.key} group={group} />
              ))}
          </div>
        </div>
      </section>
      {past.length > 0 && (
        <section className="story">
          <Heading level={2} data-size="2xs">
            {words.demo.story}
          </Heading>
          <ol>
            {past.map((one) => (
              <li key={`${one.at}/${one.text.no}`}>
                <time dateTime={one.at}>{times.clock(one.at)}</time> {say(one.text)}
              </li>
            ))}
          </ol>
        </section>
      )}
    </aside>
  );
}

function PhoneMessage({ group: { first, others } }: { group: MessageGroup }) {
  const { words, say } = useLanguage();
  const { times } = useInstallation();
  return (
    <article className="phone-message">
      <p className="phone-head">
        <SeverityTag severity={first.severity} />
        <time dateTime={first.at}>{times.clock(first.at)}</time>
      </p>
      <p>
        <strong>{say(first.title)}</strong>
      </p>
      <p>{bodyWithoutTitle(say(first.title), say(first.body))}</p>
      <p className="phone-team">{words.demo.to(first.team)}</p>
      {others.length > 0 && (
        <details className="phone-others">
          <summary>{words.demo.others(others.length)}</summary>
          {others.map((one) => (
            <p key={one.teamId}>
              <strong>{one.team}:</strong> {bodyWithoutTitle(say(one.title), say(one.body))}
            </p>
          ))}
        </details>
      )}
    </article>
  );
}
