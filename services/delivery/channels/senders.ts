import type { LeasedDelivery } from "../../database/outbox.js";
import type { ChannelSender, DeliveryChannel, SendContext, SendResult } from "./channel.js";
import { consoleSender } from "./console.js";
import { webhookSender } from "./webhook.js";

/** One entry per kind of channel; the compiler asks for a new one when a kind is added. */
const senders: { [K in DeliveryChannel["kind"]]: ChannelSender<Extract<DeliveryChannel, { kind: K }>> } = {
  console: consoleSender,
  webhook: webhookSender,
};

function senderOf(channel: DeliveryChannel): ChannelSender<DeliveryChannel> {
  return senders[channel.kind] as ChannelSender<DeliveryChannel>;
}

export function sendOver(
  channel: DeliveryChannel,
  delivery: LeasedDelivery,
  context: SendContext,
): Promise<SendResult> {
  return senderOf(channel).send(channel, delivery, context);
}

export function destinationOf(channel: DeliveryChannel): string {
  return senderOf(channel).destination(channel);
}
