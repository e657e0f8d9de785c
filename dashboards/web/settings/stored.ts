import { useCallback, useSyncExternalStore } from "react";

const prefix = "velvakt.";
const listeners = new Set<() => void>();

/** A browser may refuse storage (private windows, policies): then a setting lasts as long as the page. */
const memory = new Map<string, string>();

function read(name: string): string | null {
  try {
    return localStorage.getItem(prefix + name) ?? memory.get(name) ?? null;
  } catch {
    return memory.get(name) ?? null;
  }
}

function write(name: string, value: string): void {
  memory.set(name, value);
  try {
    localStorage.setItem(prefix + name, value);
  } catch {
    // Kept in memory.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

/** A setting of this browser, one of `allowed`; whatever else is stored counts as not set. */
export function useStored<T extends string>(
  name: string,
  allowed: readonly T[],
  otherwise: T,
): [T, (value: T) => void] {
  const value = useSyncExternalStore(subscribe, () => read(name));
  const set = useCallback((next: T) => write(name, next), [name]);
  return [allowed.find((one) => one === value) ?? otherwise, set];
}

/** Free text of this browser; empty when not set. */
export function useStoredText(name: string): [string, (value: string) => void] {
  const value = useSyncExternalStore(subscribe, () => read(name) ?? "");
  const set = useCallback((next: string) => write(name, next), [name]);
  return [value, set];
}
