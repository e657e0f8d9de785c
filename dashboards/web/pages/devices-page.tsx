import { Button, Paragraph } from "@digdir/designsystemet-react";
import { deviceStatusWords } from "../../words.js";
import { useDevices, useOverview } from "../api/queries.js";
import { useLanguage } from "../language/language.js";
import { useLive } from "../live/live.js";
import { DeviceTable } from "../parts/device-table.js";
import { DistrictFilter, Filter } from "../parts/filter.js";
import { PageTitle } from "../parts/page-title.js";
import { silentStatus, statusesOf } from "../parts/silent.js";
import { Empty, When } from "../parts/states.js";
import { hrefOf, navigate } from "../router.js";
import { HowToConnect } from "./overview/heard.js";

export default function DevicesPage({ query }: { query: URLSearchParams }) {
  const { words, say } = useLanguage();
  const { asOf } = useLive();
  const { data: overview } = useOverview();
  const chosen = { status: query.get("status") ?? "", district: query.get("district") ?? "" };
  const devices = useDevices({ ...chosen, status: statusesOf(chosen.status) });
  const choose = (change: Partial<typeof chosen>) =>
    navigate(hrefOf("devices", "", { ...chosen, ...change }), "replace");
  const fleet = overview?.devices;
  return (
    <>
      <PageTitle>{words.devices.title}</PageTitle>
      {fleet && fleet.all > 0 && (
        <Paragraph>{words.devices.lead(fleet.heardLately, fleet.all, fleet.lastHeardWithinMin)}</Paragraph>
      )}
      <div className="filters">
        <Filter
          label={words.devices.status}
          value={chosen.status}
          options={[
            { value: silentStatus, label: words.devices.silent },
            ...Object.entries(deviceStatusWords).map(([value, text]) => ({ value, label: say(text) })),
          ]}
          onChange={(status) => choose({ status })}
        />
        <DistrictFilter value={chosen.district} onChange={(district) => choose({ district })} />
      </div>
      <When fetched={devices}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0 && fleet?.all === 0) return <HowToConnect />;
          if (items.length === 0) return <Empty title={words.devices.emptyTitle}>{words.devices.emptyBody}</Empty>;
          return (
            <>
              <DeviceTable devices={items} now={asOf} label={words.devices.title} />
              {devices.hasNextPage && (
                <Button
                  variant="secondary"
                  loading={devices.isFetchingNextPage}
                  onClick={() => void devices.fetchNextPage()}
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
