import { lazy, type ReactNode, Suspense, useEffect } from "react";
import type { PageName } from "../../services/api/contract/pages.js";
import { useDemo } from "./api/queries.js";
import { useRefused } from "./api/token.js";
import { DemoAside, DemoBanner } from "./demo/demo.js";
import { Header } from "./header.js";
import { InstallationProvider } from "./installation.js";
import { useLanguage } from "./language/language.js";
import { LiveProvider, useLive } from "./live/live.js";
import { OverviewPage } from "./pages/overview/overview-page.js";
import { Announcer } from "./parts/announcer.js";
import { StaleBanner } from "./parts/stale-banner.js";
import { Loading, Missing } from "./parts/states.js";
import { type Route, useRoute } from "./router.js";
import { TokenPage } from "./settings/token-page.js";

// The first page comes with the app; the others when somebody goes there.
const WorklistPage = lazy(() => import("./pages/worklist/worklist-page.js"));
const DosesPage = lazy(() => import("./pages/doses-page.js"));
const DevicesPage = lazy(() => import("./pages/devices-page.js"));
const ComponentsPage = lazy(() => import("./pages/components-page.js"));
const IncidentPage = lazy(() => import("./pages/incident-page.js"));
const ReportPage = lazy(() => import("./pages/report/report-page.js"));
const SlaPage = lazy(() => import("./pages/sla/sla-page.js"));
const SlaComponentPage = lazy(() => import("./pages/sla/sla-component-page.js"));
const RiskPage = lazy(() => import("./pages/risk/risk-page.js"));
const ScenarioPage = lazy(() => import("./pages/risk/scenario-page.js"));
const ScalingPage = lazy(() => import("./pages/scaling/scaling-page.js"));
const FiguresPage = lazy(() => import("./pages/figures/figures-page.js"));
const ResidentPage = lazy(() => import("./pages/resident-page.js"));

const pages: Record<PageName, (route: Route) => ReactNode> = {
  overview: () => <OverviewPage />,
  worklist: ({ query }) => <WorklistPage query={query} />,
  doses: ({ query }) => <DosesPage query={query} />,
  devices: ({ query }) => <DevicesPage query={query} />,
  components: () => <ComponentsPage />,
  incident: ({ id }) => <IncidentPage key={id} id={id} />,
  report: ({ id }) => <ReportPage key={id} id={id} />,
  sla: ({ query }) => <SlaPage query={query} />,
  slaComponent: ({ id }) => <SlaComponentPage key={id} componentId={id} />,
  risk: () => <RiskPage />,
  scenario: ({ id }) => <ScenarioPage key={id} id={id} />,
  scaling: ({ query }) => <ScalingPage query={query} />,
  figures: ({ query }) => <FiguresPage query={query} />,
  resident: ({ id, query }) => <ResidentPage key={id} residentRef={id} query={query} />,
};

function Frame() {
  const route = useRoute();
  const demo = useDemo();
  const { words } = useLanguage();
  const { freshness } = useLive();
  useEffect(() => {
    const name = route.page === null ? words.states.missingTitle : words.nav[route.page];
    document.title = `${name} · ${words.appName}`;
  }, [route.page, words]);
  return (
    <>
      <a className="ds-skip-link" href="#content">
        {words.skipToContent}
      </a>
      {demo && <DemoBanner demo={demo} />}
      <Header page={route.page} />
      <StaleBanner />
      <div className={demo ? "layout layout-demo" : "layout"}>
        <main id="content" tabIndex={-1} data-freshness={freshness}>
          <Suspense fallback={<Loading />}>{route.page === null ? <Missing /> : pages[route.page](route)}</Suspense>
        </main>
        {demo && <DemoAside demo={demo} />}
      </div>
    </>
  );
}

export function App() {
  const refused = useRefused();
  if (refused !== "no") return <TokenPage wrong={refused === "wrong"} />;
  return (
    <LiveProvider>
      <InstallationProvider>
        <Announcer>
          <Frame />
        </Announcer>
      </InstallationProvider>
    </LiveProvider>
  );
}
