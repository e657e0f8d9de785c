import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { QueryName } from "../live/invalidation.js";
import { getJson } from "./request.js";
import type {
  Component,
  DemoState,
  Device,
  Districts,
  Dose,
  Incident,
  Overview,
  PageOf,
  Resident,
  ResidentsAtRisk,
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
export const useDoses = (query: Query) => usePages<Dose>("doses", "/v1/doses", query);
export const useDevices = (query: Query) => usePages<Device>("devices", "/v1/devices", query);

export const useIncident = (id: string) => useFetched<Incident>("incident", `/v1/incidents/${encodeURIComponent(id)}`);
export const useIncidentDoses = (id: string, limit: number) =>
  useFetched<{ total: number; items: Dose[] }>(
    "incident",
    path(`/v1/incidents/${encodeURIComponent(id)}/doses`, { limit: `${limit}` }),
  );
export const useResident = (ref: string) =>
  useFetched<Resident>("resident", `/v1/residents/${encodeURIComponent(ref)}`);

/** Null where this is no demo. */
export function useDemo(): DemoState | null {
  const { data } = useQuery({
    queryKey: ["demo"],
    queryFn: () => getJson<DemoState>("/demo/state").catch(() => null),
    retry: false,
    // A real installation is asked once; a demo runs faster than its audience reads.
    refetchInterval: ({ state }) => (state.data ? 1_000 : false),
  });
  return data ?? null;
}
