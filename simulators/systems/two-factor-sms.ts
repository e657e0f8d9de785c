import type { Component } from "./component.js";

/** One-time codes for logging in; they come by SMS, so they need the gateway. */
export const twoFactorSms: Component = { id: "two-factor-sms", dependsOn: ["sms-gateway"], answersInMs: [30, 200] };
