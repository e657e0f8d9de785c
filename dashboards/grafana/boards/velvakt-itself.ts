import { interval, select } from "../influxql.js";
import { ownLimits } from "../own-limits.js";
import { type Board, freshness, limits, noneSeen, series, table } from "../panels.js";

const now = (pick: Parameters<typeof select<"velvakt">>[1]["pick"]) => select("velvakt", { pick });
const overTime = (pick: Parameters<typeof select<"velvakt">>[1]["pick"]) =>
  select("velvakt", { pick, every: interval });

export const velvaktItself = (): Board => ({
  uid: "velvakt-self",
  title: "Velvakt selv",
  question: "Kan vi stole på det Velvakt viser nå?",
  from: "now-6h",
  refresh: "30s",
  panels: [
    freshness(now({ logSeq: ["last", "logSeq"] })),
    {
      id: 2,
      kind: "stat",
      title: "Tilstand",
      says: "Deler som ikke er klare, meldinger som venter, og hendelser InfluxDB ikke har fått. Er den første ikke null: åpne /readyz, den sier hvilken del og hvorfor.",
      at: [4, 0, 12, 4],
      ask: [
        table(
          now({
            notReady: ["last", "notReady"],
            waiting: ["last", "waiting"],
            deliveriesWaiting: ["last", "deliveriesWaiting"],
            projectionBehind: ["last", "projectionBehind"],
          }),
        ),
      ],
      looks: {
        notReady: { text: "Ikke klare" },
        waiting: { text: "Ved døren" },
        deliveriesWaiting: { text: "Varsler på vei" },
        projectionBehind: { text: "Etterslep til InfluxDB" },
      },
    },
    {
      id: 3,
      kind: "stat",
      title: "Reglene ligger etter",
      says: "Tid som reglene ikke har behandlet ennå. Mer enn ett minutt: frister går ut for sent. Se om databasen eller prosessoren er full.",
      at: [16, 0, 8, 4],
      ask: [table(now({ engineLagMs: ["last", "engineLagMs"] }))],
      looks: { engineLagMs: { text: "Etter" } },
      unit: "ms",
      decimals: 0,
      limits: limits(ownLimits.engineLagWatchMs, ownLimits.engineLagMs),
    },
    {
      id: 4,
      kind: "columns",
      stacked: true,
      title: "Meldinger inn, per søyle",
      says: "Alt som er lagret, etter slag. Faller det til null mens enhetene lever: sjekk megleren (MQTT) og nettet foran Velvakt.",
      at: [0, 4, 16, 9],
      ask: [series(select("event", { pick: { count: ["count", "seq"] }, by: ["kind"], every: interval }), "$tag_kind")],
      looks: {
        telemetry: { text: "Meldinger" },
        state: { text: "Forbindelser" },
        rejected: { text: "I karantene" },
        "unknown-type": { text: "Ukjent type" },
        "alert-acknowledged": { text: "Tatt ansvar" },
        "alert-closed": { text: "Lukket" },
        "dose-followup": { text: "Fulgt opp" },
        "gap-opened": { text: "Hull begynte" },
        "gap-closed": { text: "Hull slutt" },
        "delivery-failed": { text: "Varsel oppgitt" },
      },
    },
    {
      id: 5,
      kind: "bars",
      title: "I karantene, etter årsak",
      says: "Meldinger som ikke kunne brukes. INGEST_IDENTITY_IN_PAYLOAD er en personopplysning på avveie: stans kilden. Ellers: vis avsenderen GET /v1/quarantine.",
      at: [16, 4, 8, 9],
      ask: [
        series(
          select("event", { pick: { count: ["count", "seq"] }, where: { kind: "rejected" }, by: ["reason"] }),
          "$tag_reason",
        ),
      ],
      nothing: noneSeen,
    },
    {
      id: 6,
      kind: "lines",
      title: "Køer",
      says: "Meldinger som er tatt imot og ikke lagret, de som venter ved døren, og varsler på vei. En kø som bare vokser, er en database eller kanal som ikke svarer.",
      at: [0, 13, 12, 8],
      ask: [
        series(
          overTime({
            pending: ["max", "pending"],
            waiting: ["max", "waiting"],
            deliveriesWaiting: ["max", "deliveriesWaiting"],
          }),
          "$col",
        ),
      ],
      looks: {
        pending: { text: "Ikke lagret" },
        waiting: { text: "Ved døren" },
        deliveriesWaiting: { text: "Varsler på vei" },
      },
    },
    {
      id: 7,
      kind: "lines",
      title: "Etterslep",
      says: "Hvor langt reglene ligger etter klokken. Korte topper er sikkerhetskopier; en rett linje oppover er en motor som står: start Velvakt på nytt, ingenting går tapt.",
      at: [12, 13, 12, 8],
      ask: [series(overTime({ Reglene: ["max", "engineLagMs"], Tidsur: ["max", "eventLoopP99Ms"] }), "$col")],
      unit: "ms",
      limits: limits(ownLimits.engineLagMs),
    },
    {
      id: 8,
      kind: "lines",
      title: "Fra avsender til Velvakt",
      says: "Avsenderens klokke mot mottaket: de fleste (50 %) og nesten alle (95 %). Stiger 95 % alene, holder noen enheter data tilbake; stiger begge, er det nettet.",
      at: [0, 21, 12, 8],
      ask: [
        series(
          select("event", {
            pick: { "50 %": [50, "delayMs"], "95 %": [95, "delayMs"] },
            where: { replayed: false },
            every: interval,
          }),
          "$col",
        ),
      ],
      unit: "ms",
    },
    {
      id: 9,
      kind: "lines",
      title: "Minne",
      says: `Det prosessen bruker. Over ${ownLimits.memoryMb} MB: planlegg mer minne, eller del på bydeler.`,
      at: [12, 21, 12, 8],
      ask: [series(overTime({ Minne: ["max", "memoryMb"] }), "$col")],
      unit: "MB",
      limits: limits(ownLimits.memoryMb),
    },
    {
      id: 10,
      kind: "table",
      title: "Hull: Velvakt fulgte ikke med",
      says: "Når Velvakt selv ikke kunne høre. Doser i et hull er ukjente, aldri ikke utlevert: sjekk dem på annen måte.",
      at: [0, 29, 12, 8],
      ask: [
        table(
          select("event", {
            pick: { kind: ["kind"], seq: ["seq"] },
            where: { kind: ["gap-opened", "gap-closed"] },
            latest: 20,
          }),
        ),
      ],
      looks: { Time: { text: "Tid", unit: "time" }, kind: { text: "Hva" }, seq: { text: "Plass i loggen" } },
      values: { "gap-opened": { text: "Hull begynte" }, "gap-closed": { text: "Hull slutt" } },
      nothing: noneSeen,
    },
    {
      id: 11,
      kind: "lines",
      title: "Varsler som ikke kom frem, siden start",
      says: "Forsøk som gjentas og varsler som er gitt opp. Stiger de, er en kanal nede: se /readyz og ring mottakerne.",
      at: [12, 29, 12, 8],
      ask: [
        series(
          overTime({ deliveriesRetried: ["max", "deliveriesRetried"], deliveriesFailed: ["max", "deliveriesFailed"] }),
          "$col",
        ),
      ],
      looks: { deliveriesRetried: { text: "Gjentas" }, deliveriesFailed: { text: "Gitt opp" } },
    },
  ],
});
