import { Button, Select } from "@digdir/designsystemet-react";
import { useEffect, useId, useRef } from "react";
import type { PageName } from "../../services/api/contract/pages.js";
import { useInstallation } from "./installation.js";
import { htmlLanguages, languages, useLanguage } from "./language/language.js";
import { useLive } from "./live/live.js";
import { hrefOf, PageLink } from "./router.js";
import { type Theme, themes, useTheme } from "./settings/theme.js";

const inNavigation = [
  "overview",
  "worklist",
  "doses",
  "devices",
  "components",
  "sla",
  "risk",
  "scaling",
  "figures",
] as const satisfies PageName[];

/** Which entry of the navigation a page without one belongs to. */
const parentOf: Partial<Record<PageName, PageName>> = {
  incident: "overview",
  report: "overview",
  resident: "worklist",
  slaComponent: "sla",
  scenario: "risk",
};

export function Header({ page }: { page: PageName | null }) {
  const { words } = useLanguage();
  const { tenant } = useInstallation();
  const current = page && (parentOf[page] ?? page);
  const nav = useRef<HTMLElement>(null);
  // On a phone the names do not all fit: the one of the page that is shown must not be out of sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another page is current
  useEffect(() => {
    nav.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [current]);
  return (
    <header className="header">
      <div className="header-row">
        <PageLink className="wordmark" href={hrefOf("overview")}>
          {words.appName}
          {tenant && <span className="tenant">{tenant}</span>}
        </PageLink>
        <nav ref={nav} aria-label={words.nav.label}>
          <ul className="nav">
            {inNavigation.map((name) => (
              <li key={name}>
                <PageLink href={hrefOf(name)} aria-current={name === current ? "page" : undefined}>
                  {words.nav[name]}
                </PageLink>
              </li>
            ))}
          </ul>
        </nav>
        <div className="header-end">
          <AsOf />
          <Settings />
        </div>
      </div>
    </header>
  );
}

function AsOf() {
  const { words } = useLanguage();
  const { times } = useInstallation();
  const { freshness, asOf } = useLive();
  return (
    <p className="as-of" data-freshness={freshness}>
      <span className="as-of-dot" aria-hidden="true" />
      {asOf === null ? words.fresh.connecting : words.fresh.asOf(times.clockSeconds(asOf))}
      {freshness === "live" && <span className="as-of-live"> · {words.fresh.live}</span>}
    </p>
  );
}

function Settings() {
  const { words, language, setLanguage } = useLanguage();
  const [theme, setTheme] = useTheme();
  const themeId = useId();
  const other = language === "no" ? "en" : "no";
  return (
    <div className="settings">
      <Button variant="tertiary" lang={htmlLanguages[other]} onClick={() => setLanguage(other)}>
        {languages[other].languageName}
      </Button>
      <label className="ds-sr-only" htmlFor={themeId}>
        {words.settings.theme}
      </label>
      <Select id={themeId} width="auto" value={theme} onChange={(event) => setTheme(event.target.value as Theme)}>
        {themes.map((name) => (
          <Select.Option key={name} value={name}>
            {words.settings[name]}
          </Select.Option>
        ))}
      </Select>
    </div>
  );
}
