import { type AnchorHTMLAttributes, type MouseEvent, useSyncExternalStore } from "react";
import { type PageName, pagePaths } from "../../services/api/contract/pages.js";

export interface Route {
  page: PageName | null;
  /** The part of the address that names one thing. */
  id: string;
  query: URLSearchParams;
}

const patterns = Object.entries(pagePaths).map(([page, path]) => ({
  page: page as PageName,
  pattern: new RegExp(`^${path.replace(":id", "([^/]+)")}/?$`),
}));

/** Which page an address means; `page` is null for an address without one. */
export function routeOf(pathname: string, search: string): Route {
  const query = new URLSearchParams(search);
  for (const { page, pattern } of patterns) {
    const match = pattern.exec(pathname);
    if (match) return { page, id: decode(match[1] ?? ""), query };
  }
  return { page: null, id: "", query };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address of a page. */
export function hrefOf(page: PageName, id = "", query: Record<string, string | undefined> = {}): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const path = pagePaths[page].replace(":id", encodeURIComponent(id));
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("popstate", listener);
  };
}

let hasNavigated = false;

/** Whether somebody has gone from one page to another since the browser opened the first. */
export const cameFromAnotherPage = () => hasNavigated;

export function navigate(href: string, how: "push" | "replace" = "push"): void {
  if (how === "push") history.pushState(null, "", href);
  else history.replaceState(null, "", href);
  if (how === "push") {
    hasNavigated = true;
    window.scrollTo(0, 0);
  }
  for (const listener of listeners) listener();
}

export function useRoute(): Route {
  const address = useSyncExternalStore(subscribe, () => location.pathname + location.search);
  const [pathname = "/", search = ""] = address.split(/(?=\?)/, 2);
  return routeOf(pathname, search);
}

/** A link within the page; anything but a plain click is left to the browser. */
export function PageLink({ href, onClick, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!plain || event.defaultPrevented) return;
    event.preventDefault();
    navigate(href);
  };
  return <a href={href} onClick={follow} {...rest} />;
}
