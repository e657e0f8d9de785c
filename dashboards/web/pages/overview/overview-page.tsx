import { useOverview } from "../../api/queries.js";
import { useLanguage } from "../../language/language.js";
import { PageTitle } from "../../parts/page-title.js";
import { When } from "../../parts/states.js";
import { Broken } from "./broken.js";
import { DosesToday } from "./doses-today.js";
import { Heard, HowToConnect } from "./heard.js";
import { NeedsHuman } from "./needs-human.js";
import { Oldest } from "./oldest.js";

/** The five things somebody on duty asks, in the order in which they ask them. */
export function OverviewPage() {
  const overview = useOverview();
  const { words } = useLanguage();
  return (
    <>
      <PageTitle className="ds-sr-only">{words.nav.overview}</PageTitle>
      <When fetched={overview}>
        {(data) =>
          data.devices.all === 0 && data.needsHumanNow.ofResidents === 0 ? (
            <HowToConnect />
          ) : (
            <div className="overview">
              <NeedsHuman overview={data} />
              <DosesToday overview={data} />
              <Oldest overview={data} />
              <Broken overview={data} />
              <Heard overview={data} />
            </div>
          )
        }
      </When>
    </>
  );
}
