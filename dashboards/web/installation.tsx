import { createContext, type ReactNode, useContext, useMemo } from "react";
import { useDistricts, useOverview } from "./api/queries.js";
import type { Districts } from "./api/types.js";
import { type Times, timesIn } from "./format/time.js";
import { useLanguage } from "./language/language.js";

interface Installation {
  times: Times;
  tenant: string | null;
  districts: Districts["items"];
  districtName(id: string | null): string | null;
}

/** Until the service has said where it stands. */
const timezoneUntilKnown = "Europe/Oslo";

const InstallationContext = createContext<Installation | null>(null);

/** What the installation is: its zone's clocks and its districts' names. */
export function InstallationProvider({ children }: { children: ReactNode }) {
  const { words } = useLanguage();
  const { data: overview } = useOverview();
  const { data: districts } = useDistricts();
  const timezone = overview?.timezone ?? districts?.timezone ?? timezoneUntilKnown;
  const value = useMemo(() => {
    const items = districts?.items ?? [];
    const names = new Map(items.map((one) => [one.id, one.name]));
    return {
      times: timesIn(timezone, words.locale),
      tenant: districts?.tenant ?? null,
      districts: items,
      districtName: (id: string | null) => (id === null ? null : (names.get(id) ?? id)),
    };
  }, [timezone, words.locale, districts]);
  return <InstallationContext value={value}>{children}</InstallationContext>;
}

export function useInstallation(): Installation {
  const value = useContext(InstallationContext);
  if (value === null) throw new Error("useInstallation outside InstallationProvider");
  return value;
}
