import { expect, it } from "vitest";
import type { MessageCell } from "../../../rules/chain/cells.js";
import { createRig, type Rig } from "../../support/engine.js";

const flows = [{ id: "order", steps: ["vendor-cloud", "vkp", "epj"], hopLimitSec: [300, 600] }];
const at = (min: number) => `27 10:${String(min).padStart(2, "0")}`;

const rigOf = () => createRig({ flows, thresholds: { flowStuckMessages: 5 } }, at(0));
const say = (rig: Rig, type: "hop.passed" | "hop.rejected", step: string, messageId: string, flow = "order") =>
  type === "hop.passed"
    ? rig.component("vkp", type, { flow, step, messageId })
    : rig.component("vkp", type, { flow, step, messageId, code: "invalid" });
const hop = (rig: Rig, index: number) => rig.state.hops.get(`order/${index}/_`);

it("a flow or a step that the installation does not have counts nowhere", () => {
  const rig = say(rigOf(), "hop.passed", "vkp", "m-1", "another");
  say(rig, "hop.passed", "pharmacy", "m-1");
  expect([rig.state.hops.size, rig.state.messages.size]).toEqual([0, 0]);
});

it("a message that is said to have passed or been rejected again is counted once", () => {
  const rig = rigOf();
  for (let again = 0; again < 2; again++) {
    for (const step of ["vendor-cloud", "vkp"]) say(rig, "hop.passed", step, "m-1");
    say(rig, "hop.rejected", "epj", "m-1");
  }
  expect(hop(rig, 0)).toMatchObject({ passed: 1, inFlight: 0 });
  expect(hop(rig, 1)).toMatchObject({ passed: 0, rejected: 1, inFlight: 0 });
});

it("a message that was rejected is not waited for when word of its coming arrives late", () => {
  const rig = say(rigOf(), "hop.rejected", "vkp", "m-1");
  say(rig, "hop.passed", "vendor-cloud", "m-1").time(at(30));
  expect(hop(rig, 0)).toMatchObject({ rejected: 1, inFlight: 0, waiting: [] });
  expect(rig.alerts("flow-broken")).toEqual([]);
});

it("messages of one instant wait in the order of their ids, whichever was told first", () => {
  const rig = rigOf();
  for (const messageId of ["m-2", "m-3", "m-1"]) say(rig, "hop.passed", "vendor-cloud", messageId);
  expect(hop(rig, 0)?.waiting.map((one) => one.messageId)).toEqual(["m-1", "m-2", "m-3"]);
});

it("on a busy hop two hundred messages stand for all that are on their way", () => {
  const rig = rigOf();
  for (let n = 0; n < 250; n++) say(rig, "hop.passed", "vendor-cloud", `m-${n}`);
  expect(hop(rig, 0)).toMatchObject({ inFlight: 250 });
  expect(hop(rig, 0)?.waiting).toHaveLength(200);
  rig.time(at(6));
  expect(rig.active("flow-broken")).toHaveLength(1);
});

it("of more messages than can be on their way the oldest is forgotten, however many there are", () => {
  const rig = say(rigOf(), "hop.passed", "vendor-cloud", "m-0");
  const { messages } = rig.state;
  const [first] = [...messages.values()] as [MessageCell];
  for (let n = 1; n < 200_000; n++) messages.set(`order/m-${n}`, { ...first, messageId: `m-${n}` });
  say(rig, "hop.passed", "vendor-cloud", "m-last");
  expect(messages.size).toBe(200_000);
  expect(["m-0", "m-1", "m-last"].map((id) => messages.has(`order/${id}`))).toEqual([false, true, true]);
});

it.each([
  ["alna", "grorud"],
  ["grorud", "alna"],
])("hops that break at one instant are told by the order of their districts: %s before %s", (first, second) => {
  const dose = { id: "dose", steps: ["mobile-network", "vendor-cloud"], hopLimitSec: [300] };
  const rig = createRig({ flows: [dose], thresholds: { flowStuckMessages: 5 } }, at(0));
  for (const district of [first, second]) {
    for (let n = 0; n < 5; n++) {
      const message = { flow: "dose", step: "mobile-network", messageId: `${district}-${n}` };
      rig.component(`mobile-network@${district}`, "hop.passed", message);
    }
  }
  rig.time(at(6));
  expect(rig.active("flow-broken").map((alert) => alert.district)).toEqual(["alna", "grorud"]);
});
