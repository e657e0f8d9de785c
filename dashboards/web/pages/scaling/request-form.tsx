import { Heading, Paragraph } from "@digdir/designsystemet-react";
import { useState } from "react";
import { useRequestScaling } from "../../api/actions.js";
import type { Scaling } from "../../api/types.js";
import { useLanguage } from "../../language/language.js";
import { useAnnounce } from "../../parts/announcer.js";
import { Choice, SaidText } from "../../parts/said-fields.js";
import { SaidForm, useSaying } from "../../parts/said-form.js";
import { monthName, monthsFrom } from "./months.js";

const lengthMax = { residents: 5, reason: 4000 };
const residentsMax = 10_000;
/** As far ahead as anybody plans. */
const monthsAhead = 24;
const nothingSaid = { district: "", residents: "", from: "", reason: "" };

/** "30 more in Alna from March": asked by a person, answered by the tool, decided by a person. */
export function RequestForm({ scaling: { districts, generatedAt } }: { scaling: Scaling }) {
  const { scaling, locale } = useLanguage().words;
  const [said, setSaid] = useState(nothingSaid);
  const saying = useSaying({});
  const announce = useAnnounce();
  const request = useRequestScaling();
  const set = (name: keyof typeof nothingSaid) => (value: string) => setSaid({ ...said, [name]: value });
  const missing = (text: string) => saying.missing(text, scaling.needed);
  const residents = /^\d+$/.test(said.residents.trim()) ? Number(said.residents) : 0;
  const isNumber = residents >= 1 && residents <= residentsMax;

  const done = () => {
    setSaid(nothingSaid);
    saying.over();
    announce(scaling.sent);
  };
  const send = () => {
    const { district, from } = said;
    const reason = said.reason.trim();
    if (district === "" || from === "" || !isNumber || reason === "" || saying.speaker.actor === "") return;
    saying.speaker.remember();
    request.mutate({ district, residents, from, reason, actor: saying.speaker.actor }, { onSuccess: done });
  };

  return (
    <details className="panel form-panel">
      <summary>
        <Heading level={3} data-size="2xs">
          {scaling.ask}
        </Heading>
      </summary>
      <Paragraph>{scaling.askLead}</Paragraph>
      <SaidForm saying={saying} saved={request} verb={scaling.send} send={send}>
        <Choice
          label={scaling.district}
          value={said.district}
          none={scaling.choose}
          options={districts.map(({ id, name }) => ({ value: id, label: name }))}
          error={missing(said.district)}
          set={set("district")}
        />
        <SaidText
          label={scaling.howMany}
          value={said.residents}
          lengthMax={lengthMax.residents}
          error={saying.tried && !isNumber && scaling.number}
          set={set("residents")}
        />
        <Choice
          label={scaling.from}
          value={said.from}
          none={scaling.choose}
          options={monthsFrom(generatedAt, monthsAhead).map((value) => ({ value, label: monthName(value, locale) }))}
          error={missing(said.from)}
          set={set("from")}
        />
        <SaidText
          rows={3}
          label={scaling.reason}
          help={scaling.reasonHelp}
          value={said.reason}
          lengthMax={lengthMax.reason}
          error={missing(said.reason)}
          set={set("reason")}
        />
      </SaidForm>
    </details>
  );
}
