import { Button, Paragraph } from "@digdir/designsystemet-react";
import { useAtRisk, useWorklist } from "../../api/queries.js";
import { useLanguage } from "../../language/language.js";
import { DistrictFilter } from "../../parts/filter.js";
import { PageTitle } from "../../parts/page-title.js";
import { Empty, When } from "../../parts/states.js";
import { hrefOf, navigate, PageLink } from "../../router.js";
import { ActorField } from "./actor-field.js";
import { Refills } from "./refills.js";
import { RiskTable } from "./risk-table.js";
import { TaskList } from "./task-list.js";

const views = ["all", "time-critical", "without-owner", "at-risk", "refills"] as const;
type View = (typeof views)[number];

const filters: Record<View, Record<string, string>> = {
  all: {},
  "time-critical": { timeCritical: "true" },
  "without-owner": { withoutOwner: "true" },
  "at-risk": {},
  refills: {},
};

/** Whom it concerns and what to do, in the order in which to do it. */
export default function WorklistPage({ query }: { query: URLSearchParams }) {
  const { words } = useLanguage();
  const view = views.find((one) => one === query.get("show")) ?? "all";
  const district = query.get("district") ?? "";
  const names: Record<View, string> = {
    all: words.worklist.all,
    "time-critical": words.worklist.timeCritical,
    "without-owner": words.worklist.withoutOwner,
    "at-risk": words.worklist.atRisk,
    refills: words.worklist.refills,
  };
  const isTasks = view !== "at-risk" && view !== "refills";
  const address = (show: View, inDistrict = district, hours?: string) =>
    hrefOf("worklist", "", { show: show === "all" ? undefined : show, district: inDistrict, hours });
  return (
    <>
      <PageTitle>{words.worklist.title}</PageTitle>
      <div className="filters">
        <nav className="views" aria-label={words.worklist.filter}>
          {views.map((one) => (
            <Button key={one} asChild variant={one === view ? "primary" : "secondary"} data-size="sm">
              <PageLink href={address(one)} aria-current={one === view ? "true" : undefined}>
                {names[one]}
              </PageLink>
            </Button>
          ))}
        </nav>
        {isTasks && <DistrictFilter value={district} onChange={(value) => navigate(address(view, value), "replace")} />}
        {view !== "refills" && <ActorField />}
      </div>
      {view === "at-risk" && <AtRisk />}
      {view === "refills" && (
        <Refills
          district={district}
          hours={query.get("hours") ?? ""}
          choose={(inDistrict, hours) => navigate(address(view, inDistrict, hours), "replace")}
        />
      )}
      {isTasks && <Tasks query={{ ...filters[view], district }} filtered={view !== "all" || district !== ""} />}
    </>
  );
}

function Tasks({ query, filtered }: { query: Record<string, string>; filtered: boolean }) {
  const { words } = useLanguage();
  const worklist = useWorklist(query);
  return (
    <When fetched={worklist}>
      {(data) => (
        <>
          {data.total === 0 ? (
            <Empty title={words.worklist.emptyTitle}>
              <Paragraph>{filtered ? words.worklist.emptyFiltered : words.worklist.emptyBody}</Paragraph>
            </Empty>
          ) : (
            <Paragraph aria-live="polite">{words.worklist.lead(data.residents, data.total)}</Paragraph>
          )}
          <TaskList worklist={data} level={2} />
        </>
      )}
    </When>
  );
}

function AtRisk() {
  const { words } = useLanguage();
  const atRisk = useAtRisk();
  return (
    <When fetched={atRisk}>
      {(data) =>
        data.total === 0 ? (
          <Empty title={words.risk.emptyTitle}>
            <Paragraph>{words.risk.emptyBody}</Paragraph>
          </Empty>
        ) : (
          <>
            <Paragraph>{words.risk.lead(data.total, data.doseSoonHours)}</Paragraph>
            <RiskTable atRisk={data} />
          </>
        )
      }
    </When>
  );
}
