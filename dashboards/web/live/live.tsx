import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { useOverview } from "../api/queries.js";
import { type Freshness, freshnessOf } from "./freshness.js";
import { createThrottle, type QueryName, queriesOf } from "./invalidation.js";
import { openStream } from "./stream.js";

interface LiveValue {
  freshness: Freshness;
  /** The service's time of the figures shown; null before the first. */
  asOf: string | null;
}

const LiveContext = createContext<LiveValue>({ freshness: "connecting", asOf: null });
export const useLive = () => useContext(LiveContext);

const refetchEveryMs = 1_000;
const judgeEveryMs = 1_000;

/** Keeps what is shown up to date, and knows how up to date it is. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const { data: overview, dataUpdatedAt } = useOverview();
  const [freshness, setFreshness] = useState<Freshness>("connecting");
  const openedMs = useRef(performance.now());
  const streamMs = useRef<number | null>(null);
  const figuresMs = useRef<number | null>(null);

  useEffect(() => {
    if (dataUpdatedAt > 0) figuresMs.current = performance.now();
  }, [dataUpdatedAt]);

  useEffect(() => {
    const judge = () => {
      const contact = { openedMs: openedMs.current, streamMs: streamMs.current, figuresMs: figuresMs.current };
      setFreshness(freshnessOf(contact, performance.now()));
    };
    const refetch = (names: Set<QueryName>) => {
      void client.invalidateQueries({ predicate: ({ queryKey }) => names.has(queryKey[0] as QueryName) });
    };
    const changed = createThrottle(refetch, refetchEveryMs, {
      now: () => performance.now(),
      after: (ms, run) => setTimeout(run, ms),
    });
    const close = openStream({
      // Whatever happened before it, nobody told of.
      hello: () => void client.invalidateQueries(),
      change: (kind) => changed(queriesOf(kind)),
      alive: () => {
        streamMs.current = performance.now();
        judge();
      },
      lost: judge,
    });
    const timer = setInterval(judge, judgeEveryMs);
    return () => {
      clearInterval(timer);
      close();
    };
  }, [client]);

  return <LiveContext value={{ freshness, asOf: overview?.generatedAt ?? null }}>{children}</LiveContext>;
}
