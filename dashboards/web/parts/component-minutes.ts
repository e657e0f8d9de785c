import type { Component } from "../api/types.js";
import { minutesBetween } from "../format/duration.js";

type Minutes = Pick<Component, "downMin" | "maintenanceMin" | "unknownMin">;

const counts: Partial<Record<Component["status"], keyof Minutes>> = {
  down: "downMin",
  maintenance: "maintenanceMin",
  unknown: "unknownMin",
};

/** The API counts up to the last change; what a component is now it has been from then on. */
export function minutesUntil(component: Component, now: string | null): Minutes {
  const { downMin, maintenanceMin, unknownMin, status, statusSince } = component;
  const minutes = { downMin, maintenanceMin, unknownMin };
  const running = counts[status];
  if (running !== undefined && statusSince !== null && now !== null)
    minutes[running] += minutesBetween(statusSince, now);
  return minutes;
}
