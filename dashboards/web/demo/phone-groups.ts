import type { DemoState } from "../api/types.js";

type Message = DemoState["phone"][number];

/** One cause, told to several teams: each has a message of its own, with its own residents in it. */
export interface MessageGroup {
  key: string;
  first: Message;
  others: Message[];
}

/** Messages with the same title in the same minute, newest group first. */
export function groupMessages(messages: readonly Message[]): MessageGroup[] {
  const groups = new Map<string, MessageGroup>();
  for (const message of messages) {
    const key = `${message.at.slice(0, "YYYY-MM-DDTHH:MM".length)}/${message.title.no}`;
    const group = groups.get(key);
    if (group) group.others.push(message);
    else groups.set(key, { key, first: message, others: [] });
  }
  return [...groups.values()].reverse();
}
