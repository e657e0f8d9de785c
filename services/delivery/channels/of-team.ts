import { readFileSync } from "node:fs";
import type { Channel, Ecosystem } from "../../../rules/model/ecosystem.js";
import type { DeliveryChannel } from "./channel.js";

/** A webhook from the settings gets what every team gets. */
export const settingsChannelId = "settings-webhook";

export interface ExtraWebhook {
  url: string;
  secret: string | null;
}

/** A secret is named in the ecosystem file and lives in the environment, as value or as `_FILE`. */
function secretOf(name: string | null, env: NodeJS.ProcessEnv): string | null {
  if (name === null) return null;
  const file = env[`${name}_FILE`];
  const secret = file ? readFileSync(file, "utf8").replace(/\r?\n$/, "") : env[name];
  if (!secret)
    throw new Error(`DELIVERY_CHANNEL_INVALID: the ecosystem file wants the secret ${name}; set it or ${name}_FILE`);
  return secret;
}

/** Every secret that the ecosystem file names and that cannot be had. */
export function secretProblems(ecosystem: Pick<Ecosystem, "teams">, env: NodeJS.ProcessEnv): string[] {
  const channels = ecosystem.teams.flatMap((team) => team.channels);
  const names = new Set(channels.flatMap((one) => (one.kind === "webhook" && one.secretEnv ? [one.secretEnv] : [])));
  return [...names].flatMap((name) => {
    try {
      secretOf(name, env);
      return [];
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const why = code === undefined ? "is not set, nor is" : `cannot be had (${code}) from`;
      return [`${name}: the ecosystem file names it as a channel's secret, and it ${why} ${name}_FILE`];
    }
  });
}

function channelOf(channel: Channel, env: NodeJS.ProcessEnv): DeliveryChannel {
  if (channel.kind === "console") return channel;
  return { id: channel.id, kind: "webhook", url: channel.url, secret: secretOf(channel.secretEnv, env) };
}

/** Where each team is reached, secrets read once. Throws if a secret that is named cannot be read. */
export function channelsByTeam(
  ecosystem: Ecosystem,
  extra: ExtraWebhook | null,
  env: NodeJS.ProcessEnv,
): (teamId: string) => DeliveryChannel[] {
  const always: DeliveryChannel[] = extra === null ? [] : [{ id: settingsChannelId, kind: "webhook", ...extra }];
  const byTeam = new Map(
    ecosystem.teams.map((team) => [team.id, [...team.channels.map((channel) => channelOf(channel, env)), ...always]]),
  );
  return (teamId) => byTeam.get(teamId) ?? [];
}
