import { Button, Field, Input, Label } from "@digdir/designsystemet-react";
import { verdictLooks, verdictOrder } from "../../words.js";
import { useDoses } from "../api/queries.js";
import { useInstallation } from "../installation.js";
import { useLanguage } from "../language/language.js";
import { useLive } from "../live/live.js";
import { coming, dosesQuery } from "../parts/coming.js";
import { DoseTable } from "../parts/dose-table.js";
import { DistrictFilter, Filter } from "../parts/filter.js";
import { PageTitle } from "../parts/page-title.js";
import { Empty, When } from "../parts/states.js";
import { hrefOf, navigate } from "../router.js";

/** The doses of a day, narrowed by outcome and district; the choice is in the address, to be kept and shared. */
export default function DosesPage({ query }: { query: URLSearchParams }) {
  const { words, say } = useLanguage();
  const { times } = useInstallation();
  const { asOf } = useLive();
  const chosen = {
    verdict: query.get("verdict") ?? "",
    district: query.get("district") ?? "",
    date: query.get("date") ?? times.date(asOf ?? new Date().toISOString()),
  };
  const doses = useDoses(dosesQuery(chosen));
  const choose = (change: Partial<typeof chosen>) => navigate(hrefOf("doses", "", { ...chosen, ...change }), "replace");
  return (
    <>
      <PageTitle>{words.doses.pageTitle}</PageTitle>
      <div className="filters">
        <Filter
          label={words.doses.filter}
          value={chosen.verdict}
          options={[
            ...verdictOrder.map((verdict) => ({ value: verdict as string, label: say(verdictLooks[verdict].word) })),
            { value: coming, label: words.doses.coming },
          ]}
          onChange={(verdict) => choose({ verdict })}
        />
        <DistrictFilter value={chosen.district} onChange={(district) => choose({ district })} />
        <Field className="filter">
          <Label>{words.doses.date}</Label>
          <Input type="date" value={chosen.date} onChange={(event) => choose({ date: event.target.value })} />
        </Field>
      </div>
      <When fetched={doses}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) return <Empty title={words.doses.emptyTitle}>{words.doses.emptyBody}</Empty>;
          return (
            <>
              <DoseTable doses={items} now={asOf} label={words.doses.pageTitle} />
              {doses.hasNextPage && (
                <Button
                  variant="secondary"
                  loading={doses.isFetchingNextPage}
                  onClick={() => void doses.fetchNextPage()}
                >
                  {words.states.more}
                </Button>
              )}
            </>
          );
        }}
      </When>
    </>
  );
}
