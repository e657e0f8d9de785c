import { useEffect } from "react";
import { useStored } from "./stored.js";

export const themes = ["auto", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** Light or dark: as the system says until somebody chooses. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useStored<Theme>("theme", themes, "auto");
  useEffect(() => {
    document.documentElement.dataset.colorScheme = theme;
  }, [theme]);
  return [theme, setTheme];
}
