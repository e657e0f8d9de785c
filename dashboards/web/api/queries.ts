import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useLanguage } from "../language/language.js";
import type { QueryName } from "../live/invalidation.js";
import { getJson } from "./request.js";
import type {
  Alert,
  Component,
  DemoState,
  Device,
  Districts,
  Dose,
  Flows,
  GateHistory,
  Incident,
  IncidentReport,
  KpiCatalogue,
  KpiFigures,
  Overview,
  PageOf,
  Refills,
  Resident,
  ResidentPeriod,
  ResidentsAtRisk,
  Scaling,
  ScenarioDetail,
  Scenarios,
  Sla,
  Worklist,
} from "./types.js";

/** Without changes, too: the time of the figures must move, or nobody could tell a quiet city from a broken page. */
export const overviewEveryMs = 10_000;

const errorRetryMs = 5_000;

export type Query = Record<string, string | string[] | undefined>;

function path(base: string, query: Query = {}): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value ?? ""].flat()) if (one !== "") given.append(name, one);
  }
  return given.size === 0 ? base : `${base}?${given}`;
}

function useFetched<T>(name: QueryName, url: string, options: { everyMs?: number; enabled?: boolean } = {}) {
  return useQuery({
    queryKey: [name, url],
    queryFn: () => getJson<T>(url),
    // What failed is asked again, so that the page mends itself.
    refetchInterval: ({ state }) => options.everyMs ?? (state.status === "error" ? errorRetryMs : false),
    refetchIntervalInBackground: true,
    enabled: options.enabled ?? true,
    placeholderData: keepPreviousData,
  });
}

function usePages<T>(name: QueryName, base: string, query: Query) {
  return useInfiniteQuery({
    queryKey: [name, base, query],
    queryFn: ({ pageParam }) => getJson<PageOf<T>>(path(base, { ...query, cursor: pageParam })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: ({ state }) => (state.status === "error" ? errorRetryMs : false),
    placeholderData: keepPreviousData,
  });
}

export const useOverview = () => useFetched<Overview>("overview", "/v1/overview", { everyMs: overviewEveryMs });
export const useDistricts = () => useFetched<Districts>("districts", "/v1/districts");
export const useWorklist = (query: Query, limit?: number) =>
  useFetched<Worklist>("worklist", path("/v1/worklist", { ...query, limit: limit?.toString() }));
export const useAtRisk = () => useFetched<ResidentsAtRisk>("at-risk", "/v1/residents/at-risk");
export const useComponents = () => useFetched<PageOf<Component>>("components", "/v1/components");
/** Names by id; the id itself until they are known. */
export function useComponentName(): (componentId: string) => string {
  const { data } = useComponents();
  const { say } = useLanguage();
  return (componentId) => {
    const known = data?.items.find((one) => one.componentId === componentId);
    return known ? say(known.name) : componentId;
  };
}
export const useDoses = (query: Query) => usePages<Dose>("doses", "/v1/doses", query);
export const useDevices = (query: Query) => usePages<Device>("devices", "/v1/devices", query);

export const useIncident = (id: string) => useFetched<Incident>("incident", `/v1/incidents/${encodeURIComponent(id)}`);
export const useAlert = (id: string) => useFetched<Alert>("worklist", `/v1/alerts/${encodeURIComponent(id)}`);
export const useIncidentDoses = (id: string, limit: number) =>
  useFetched<{ total: number; items: Dose[] }>(
    "incident",
    path(`/v1/incidents/${encodeURIComponent(id)}/doses`, { limit: `${limit}` }),
  );
export const useIncidentReport = (id: string) => useFetched<IncidentReport>("incident", incidentReportPath(id));
export const incidentReportPath = (id: string) => `/v1/incidents/${encodeURIComponent(id)}/report`;

/** Minutes run on while nothing is said. */
const slaEveryMs = 60_000;
export const slaPath = (window: string) => path("/v1/sla", { window });
export const useSla = (window: string) => useFetched<Sla>("sla", slaPath(window), { everyMs: slaEveryMs });
export const slaComponentPath = (componentId: string) => `/v1/sla/${encodeURIComponent(componentId)}`;
export const useSlaComponent = (componentId: string) =>
  useFetched<Sla>("sla", slaComponentPath(componentId), { everyMs: slaEveryMs });

/** The gate is judged every five minutes, and an acceptance ends without a message. */
const riskEveryMs = 60_000;
export const scenariosPath = "/v1/scenarios";
export const useScenarios = () => useFetched<Scenarios>("scenarios", scenariosPath, { everyMs: riskEveryMs });
export const useScenario = (id: string) =>
  useFetched<ScenarioDetail>("scenarios", `${scenariosPath}/${encodeURIComponent(id)}`, { everyMs: riskEveryMs });
export const scalingPath = "/v1/scaling";
export const useScaling = () => useFetched<Scaling>("scaling", scalingPath, { everyMs: riskEveryMs });
export const useGateHistory = (district: string) =>
  useFetched<GateHistory>("scaling", path(`${scalingPath}/history`, { district }), { everyMs: riskEveryMs });
export const figuresPath = (query: Query) => path("/v1/kpis/figures", query);
export const useFigures = (query: Query) =>
  useFetched<KpiFigures>("figures", figuresPath(query), { everyMs: riskEveryMs });
export const useKpis = () => useFetched<KpiCatalogue>("figures", "/v1/kpis");
export const useResident = (ref: string) =>
  useFetched<Resident>("resident", `/v1/residents/${encodeURIComponent(ref)}`);

/** They change with the hours, not with every message. */
const slowEveryMs = 60_000;
export const residentPeriodPath = (ref: string, days: string) =>
  path(`/v1/residents/${encodeURIComponent(ref)}/period`, { days });
export const useResidentPeriod = (ref: string, days: string) =>
  useFetched<ResidentPeriod>("resident-period", residentPeriodPath(ref, days), { everyMs: slowEveryMs });
export const useFlows = () => useFetched<Flows>("flows", "/v1/flows", { everyMs: slowEveryMs });
export const refillsPath = (query: Query) => path("/v1/refills", query);
export const useRefills = (query: Query) =>
  useFetched<Refills>("refills", refillsPath(query), { everyMs: slowEveryMs });

/** A demo runs faster than its audience reads. */
const demoEveryMs = 1_000;

/** Null where this is no demo, which is not asked for one. */
export function useDemo(): DemoState | null {
  const { data: districts } = useDistricts();
  const { data } = useQuery({
    queryKey: ["demo"],
    queryFn: () => getJson<DemoState>("/demo/state"),
    enabled: districts?.simulated ?? false,
    refetchInterval: demoEveryMs,
  });
  return data ?? null;
}
