import { useSyncExternalStore } from "react";

/**
 * The access key of an installation that others can reach. Kept for the tab only: a key in lasting storage would stay
 * on a shared machine in the duty room.
 */
const storageKey = "velvakt.token";
const listeners = new Set<() => void>();
let refused: "no" | "missing" | "wrong" = "no";
let token = readStored();

function readStored(): string | null {
  try {
    return sessionStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

function tell(): void {
  for (const listener of listeners) listener();
}

export function currentToken(): string | null {
  return token;
}

export function noteUnauthorized(): void {
  refused = token === null ? "missing" : "wrong";
  tell();
}

export function setToken(next: string): void {
  token = next;
  refused = "no";
  try {
    sessionStorage.setItem(storageKey, next);
  } catch {
    // Kept in memory.
  }
  tell();
}

/** Whether the API has refused what the page asks, and whether a key was sent. */
export function useRefused(): "no" | "missing" | "wrong" {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => refused,
  );
}
