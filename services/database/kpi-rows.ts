import type { AlertRecord, Notification } from "../../rules/model/record.js";
import { type Columns, numberArray } from "./commit-rows.js";
import { storableText } from "./storable.js";

/** Closing an alert oneself, without having taken it, is an answer; what closes by itself is none. */
function answeredAtMs({ acknowledgedAtMs, closedBy, closedAtMs }: AlertRecord): number | null {
  return acknowledgedAtMs ?? (closedBy === "velvakt" ? null : closedAtMs);
}

/** That nobody took an alert rings too, but is answered with that alert: how long this takes is counted there. */
function overAtMs({ kind, notifiedAtMs, clearedAtMs }: AlertRecord): number | null {
  return kind === "response-overdue" ? notifiedAtMs : clearedAtMs;
}

/** Alerts that people were told of: id, told, district, severity, answered, over. */
export function alertColumns(records: ReadonlyMap<string, object>): Columns | null {
  const told = ([...records.values()] as AlertRecord[]).filter(({ notifiedAtMs }) => notifiedAtMs !== null);
  if (told.length === 0) return null;
  return [
    told.map(({ alertId }) => storableText(alertId)),
    numberArray(told.map(({ notifiedAtMs }) => notifiedAtMs)),
    told.map(({ district }) => district ?? "_"),
    told.map(({ severity }) => severity),
    numberArray(told.map(answeredAtMs)),
    numberArray(told.map(overAtMs)),
  ];
}

/** Stages of a notification that ask for somebody to take an alert; those of an incident tell how it goes on. */
const isCall = ({ stage }: Notification): boolean => stage.startsWith("opened-") || stage.startsWith("again-");

/** Alerts that teams were told of in this batch: id, when, severity. */
export function retoldColumns(notifications: readonly Notification[]): Columns | null {
  const told = notifications
    .filter(isCall)
    .flatMap(({ alertIds, atMs, severity }) => alertIds.map((alertId) => ({ alertId, atMs, severity })));
  // A message per team: one call.
  const once = [...new Map(told.map((one) => [`${one.alertId}\n${one.atMs}`, one])).values()];
  if (once.length === 0) return null;
  return [
    once.map(({ alertId }) => storableText(alertId)),
    numberArray(once.map(({ atMs }) => atMs)),
    once.map(({ severity }) => severity),
  ];
}
