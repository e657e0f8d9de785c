import { createContext, type ReactNode, useContext, useEffect, useMemo } from "react";
import type { Text } from "../../../rules/model/record.js";
import { useStored } from "../settings/stored.js";
import { en } from "./en.js";
import { no, type Words } from "./no.js";

export const languages = { no, en } as const satisfies Record<string, Words>;
export type Language = keyof typeof languages;

/** The page speaks bokmål, and browsers want to know. */
export const htmlLanguages: Record<Language, string> = { no: "nb", en: "en" };

interface LanguageValue {
  language: Language;
  setLanguage(language: Language): void;
  words: Words;
  /** Picks the reader's language of a sentence that comes in both. */
  say(text: Text): string;
}

const LanguageContext = createContext<LanguageValue | null>(null);

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useStored<Language>("language", ["no", "en"], "no");
  useEffect(() => {
    document.documentElement.lang = htmlLanguages[language];
  }, [language]);
  const value = useMemo(
    () => ({ language, setLanguage, words: languages[language], say: (text: Text) => text[language] }),
    [language, setLanguage],
  );
  return <LanguageContext value={value}>{children}</LanguageContext>;
}

export function useLanguage(): LanguageValue {
  const value = useContext(LanguageContext);
  if (value === null) throw new Error("useLanguage outside LanguageProvider");
  return value;
}
