import type { AlertTaker } from "../cast.js";
import { type Quantiles, randomOf } from "../city/random.js";
import { sayAsComponent, type World } from "../city/world.js";
import type { Component } from "./component.js";
import { vendorCloud } from "./vendor-cloud.js";

/** The municipality's response service: takes safety alarms, talks to whoever raised one, sends somebody. */
export const responseService: Component = {
  id: "response-service",
  dependsOn: ["vendor-cloud", "two-factor-sms"],
  answersInMs: [40, 300],
};

const actorRole = "response-service";
/** Source: published promises abroad, 97.5 % within a minute and 99 % within three. */
const answeredAfterMs: Quantiles = [
  [0, 4_000],
  [0.975, 60_000],
  [0.99, 180_000],
  [1, 600_000],
];
const talkMs: Quantiles = [
  [0, 30_000],
  [0.8, 180_000],
  [1, 600_000],
];
/** So many calls need somebody at the door. Source: judgement. */
const dispatchedPercent = 30;
const onTheWayMs: Quantiles = [
  [0, 8 * 60_000],
  [1, 50 * 60_000],
];

export function createResponseService(world: World): AlertTaker {
  const random = randomOf(world.city.seed, responseService.id);
  const say = (type: "alert.acknowledged" | "alert.dispatched" | "alert.closed", data: object) =>
    sayAsComponent(world, responseService.id, responseService.id, type, data);

  return {
    take(alert) {
      const { alertRef } = alert;
      const answerMs = Math.round(random.draw(answeredAfterMs));
      const doneMs = Math.round(random.draw(talkMs));
      const goesMs = random.chance(dispatchedPercent / 100) ? Math.round(random.draw(onTheWayMs)) : null;
      const record = world.truth.supplierAlerts.get(alertRef);
      const silent = world.conditions.now("silentStaff").some(({ district }) => district === null);
      if (silent) return;
      world.conditions.whenUp(responseService.id, () => {
        if (record) record.deliveredAtMs = world.nowMs();
        const data = { alertRef, channel: "internet" };
        sayAsComponent(world, responseService.id, responseService.id, "alert.delivered", data);
      });

      function close(): void {
        const words = alert.act();
        world.conditions.whenUp(vendorCloud.id, () => {
          if (record) record.closedAtMs = world.nowMs();
          sayAsComponent(world, vendorCloud.id, vendorCloud.id, "alert.closed", { alertRef, actorRole, ...words });
        });
      }

      world.at(world.nowMs() + answerMs, () =>
        world.conditions.whenUp(responseService.id, () => {
          if (record) record.acknowledgedAtMs = world.nowMs();
          say("alert.acknowledged", { alertRef, actorRole });
          if (goesMs === null) return world.at(world.nowMs() + doneMs, close);
          world.at(world.nowMs() + doneMs, () => {
            world.conditions.whenUp(responseService.id, () => say("alert.dispatched", { alertRef, actorRole }));
            world.at(world.nowMs() + goesMs, close);
          });
        }),
      );
    },
  };
}
