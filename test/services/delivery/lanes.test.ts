import { describe, expect, it } from "vitest";
import type { DueDelivery } from "../../../services/database/outbox.js";
import { createLanes } from "../../../services/delivery/lanes.js";

function due(outboxId: string): DueDelivery {
  return { outboxId, teamId: "t", channelId: "c", attempt: 0 };
}

/** Lanes whose deliveries end when the test says so. */
function openLanes(perLaneMax: number, waitingMax: number) {
  const started: string[] = [];
  const endings = new Map<string, () => void>();
  let rooms = 0;
  const lanes = createLanes({
    perLaneMax,
    waitingMax,
    deliver: ({ outboxId }) => {
      started.push(outboxId);
      return new Promise((resolve) => endings.set(outboxId, resolve));
    },
    onRoom: () => {
      rooms += 1;
    },
  });
  const end = async (outboxId: string) => {
    endings.get(outboxId)?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { lanes, started, end, rooms: () => rooms };
}

describe("lanes", () => {
  it("send so many at a time to one destination, in order, and others meanwhile", async () => {
    const { lanes, started, end } = openLanes(2, 10);
    for (const id of ["a1", "a2", "a3", "a4"]) expect(lanes.offer("a", due(id))).toBe(true);
    expect(lanes.offer("b", due("b1"))).toBe(true);
    expect(started).toEqual(["a1", "a2", "b1"]);
    expect([lanes.inFlight(), lanes.waiting()]).toEqual([3, 2]);
    await end("a2");
    expect(started).toEqual(["a1", "a2", "b1", "a3"]);
    expect(lanes.ids().sort()).toEqual(["a1", "a3", "a4", "b1"]);
  });

  it("hold a delivery once, waiting or under way, and take it again afterwards", async () => {
    const { lanes, started, end } = openLanes(1, 10);
    lanes.offer("a", due("a1"));
    lanes.offer("a", due("a2"));
    expect([lanes.offer("a", due("a1")), lanes.offer("a", due("a2"))]).toEqual([false, false]);
    await end("a1");
    expect(lanes.offer("a", due("a1"))).toBe(true);
    await end("a2");
    expect(started).toEqual(["a1", "a2", "a1"]);
  });

  it("turn away what they have no room for, and say when there is room again", async () => {
    const { lanes, end, rooms } = openLanes(1, 1);
    expect(["a1", "a2", "a3", "a4"].map((id) => lanes.offer("a", due(id)))).toEqual([true, true, false, false]);
    expect(rooms()).toBe(0);
    await end("a1");
    expect(rooms()).toBe(1);
    await end("a2");
    expect(rooms()).toBe(1);
    expect(lanes.offer("a", due("a3"))).toBe(true);
  });

  it("close by forgetting what waits and waiting for what is under way", async () => {
    const { lanes, started, end } = openLanes(1, 10);
    lanes.offer("a", due("a1"));
    lanes.offer("a", due("a2"));
    let closed = false;
    const closing = lanes.close().then(() => {
      closed = true;
    });
    expect(lanes.ids()).toEqual(["a1"]);
    expect(lanes.offer("b", due("b1"))).toBe(false);
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toBe(false);
    await end("a1");
    await closing;
    expect(started).toEqual(["a1"]);
  });
});
