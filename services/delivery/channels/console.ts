import type { Notification, Severity } from "../../../rules/model/record.js";
import type { ChannelSender, ConsoleChannel } from "./channel.js";

const severityWords: Record<"no" | "en", Record<Severity, string>> = {
  no: { normal: "NORMAL", moderate: "MODERAT", serious: "ALVORLIG", critical: "KRITISK" },
  en: { normal: "NORMAL", moderate: "MODERATE", serious: "SERIOUS", critical: "CRITICAL" },
};

/** One line per notification on standard output: for a first look, and for whoever reads the service's journal. */
export const consoleSender: ChannelSender<ConsoleChannel> = {
  async send(channel, { notification }, { writeLine }) {
    try {
      await writeLine(consoleLine(notification, channel.language ?? "no"));
      return { outcome: "done" };
    } catch (error) {
      const detail = (error as NodeJS.ErrnoException).code ?? "the line could not be written";
      return { outcome: "retry", code: "DELIVERY_CONSOLE_FAILED", detail, retryAfterMs: null };
    }
  },
  destination: () => "console",
};

/** Severity, team, title and body on one line, without characters that could move the cursor or start a new line. */
export function consoleLine(notification: Notification, language: "no" | "en"): string {
  const severity = severityWords[language][notification.severity];
  const parts = [notification.title[language], notification.body[language]].map(oneLine).filter((part) => part !== "");
  return `${severity} [${oneLine(notification.teamId)}] ${parts.join(" – ")}`;
}

function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/ {2,}/g, " ")
    .trim();
}

/** Writes to standard output and waits until the line is out. */
export function writeToStdout(line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(`${line}\n`, (error) => (error ? reject(error) : resolve()));
  });
}
