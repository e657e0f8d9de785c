import { describe, expect, it } from "vitest";
import { flowsView } from "../../../rules/chain/flow-view.js";
import { createRig, instantOf, rigEcosystem } from "../../support/engine.js";
import { createCity, hourMs, minMs, startMs } from "./city.js";

const begunMs = startMs + hourMs;

/** A city whose systems pass journal notes on once a minute; what the hub has passed on reaches the record. */
function journal() {
  const city = createCity({ devices: 1 }).run(begunMs);
  let count = 0;
  return {
    city,
    /** Every minute a message enters; `then` says what becomes of it a minute later, and how long that took. */
    minutes(minutes: number, then: "passed" | "stuck" | "rejected", tookSec = 30) {
      for (let min = 0; min < minutes; min++) {
        count++;
        const messageId = `m-${count}`;
        const sentMs = city.nowMs();
        city.component("vendor-cloud", "hop.passed", { flow: "journal", step: "vendor-cloud", messageId });
        city.run(sentMs + minMs);
        if (then === "passed") {
          const atMs = sentMs + tookSec * 1000;
          city.component("vkp", "hop.passed", { flow: "journal", step: "vkp", messageId, atMs });
          city.component("epj", "hop.passed", { flow: "journal", step: "epj", messageId, atMs: atMs + 1000 });
        } else if (then === "rejected") {
          city.component("vkp", "hop.rejected", { flow: "journal", step: "vkp", messageId, code: "2.1" });
        }
      }
      return this;
    },
  };
}

const options = { components: [] };

describe("a hop is broken", () => {
  it("when five messages in a row are past the limit of 300 seconds, and no sooner", () => {
    const flow = journal().minutes(10, "passed").minutes(9, "stuck");
    flow.city.run(flow.city.nowMs() + 1);
    // The fifth of them entered four minutes after the first, and is due five minutes later.
    expect(flow.city.alerts("flow-broken")).toMatchObject([
      {
        subject: "journal/vkp",
        severity: "serious",
        condition: "active",
        openedAtMs: begunMs + 19 * minMs,
        summary: { en: "The data flow journal is broken at vkp" },
        evidence: { flow: "journal", stuck: 5, limitSec: 300 },
      },
    ]);
  });

  it("not when one of the five came through, late as it may be", () => {
    const flow = journal().minutes(10, "passed");
    for (let round = 0; round < 6; round++) flow.minutes(4, "stuck").minutes(1, "passed");
    flow.city.run(flow.city.nowMs() + hourMs);
    expect(flow.city.alerts("flow-broken")).toEqual([]);
  });

  it("until a message comes through again", () => {
    const flow = journal().minutes(10, "passed").minutes(15, "stuck").minutes(1, "passed");
    expect(flow.city.alerts("flow-broken")).toMatchObject([{ condition: "cleared" }]);
  });

  it("once, when a queue that was stuck drains from its oldest message on", () => {
    const flow = journal().minutes(10, "passed").minutes(30, "stuck");
    const { city } = flow;
    for (let n = 11; n <= 40; n++) {
      const message = { flow: "journal", messageId: `m-${n}` };
      city.run(city.nowMs() + 20_000).component("vkp", "hop.passed", { ...message, step: "vkp" });
      city.component("epj", "hop.passed", { ...message, step: "epj" });
    }
    const [hop] = [...city.state.hops.values()].filter((one) => one.index === 0);
    expect(hop?.breaks).toEqual([{ fromMs: begunMs + 10 * minMs, toMs: begunMs + 40 * minMs + 20_000 }]);
    expect(city.alerts("flow-broken")).toMatchObject([{ condition: "cleared" }]);
    expect(city.notifications().filter((one) => one.alertIds[0]?.startsWith("flow-broken"))).toHaveLength(1);
  });

  it("still, when all that is told is what had passed before", () => {
    const flow = journal().minutes(10, "passed").minutes(15, "stuck");
    const { city } = flow;
    const early = { flow: "journal", messageId: "unseen", atMs: begunMs + 5 * minMs };
    city.component("vkp", "hop.passed", { ...early, step: "vkp" });
    city.run(city.nowMs() + minMs);
    expect(city.alerts("flow-broken").filter((one) => one.subject === "journal/vkp")).toMatchObject([
      { condition: "active" },
    ]);
    const [hop] = [...city.state.hops.values()].filter((one) => one.index === 0);
    expect(hop?.breaks).toHaveLength(1);
  });

  it("again, when a queue that drained gets stuck anew", () => {
    const flow = journal().minutes(10, "passed").minutes(12, "stuck").minutes(3, "passed");
    flow.minutes(12, "stuck");
    expect(flow.city.alerts("flow-broken")).toMatchObject([{ condition: "active" }]);
    const [hop] = [...flow.city.state.hops.values()].filter((one) => one.index === 0);
    expect(hop?.breaks).toMatchObject([
      { fromMs: begunMs + 10 * minMs },
      { fromMs: begunMs + 25 * minMs, toMs: Number.POSITIVE_INFINITY },
    ]);
  });

  it("not because nothing is sent", () => {
    const flow = journal().minutes(10, "passed");
    flow.city.run(flow.city.nowMs() + 6 * hourMs);
    expect(flow.city.alerts("flow-broken")).toEqual([]);
  });

  it("not because a system told late what it had passed on: the limit counts from when we know of it", () => {
    const flow = journal().minutes(10, "passed");
    const { city } = flow;
    const longAgoMs = city.nowMs() - 2 * hourMs;
    for (let n = 0; n < 8; n++) {
      const message = { flow: "journal", messageId: `old-${n}`, atMs: longAgoMs + n };
      city.component("vendor-cloud", "hop.passed", { ...message, step: "vendor-cloud" });
    }
    city.run(city.nowMs() + minMs);
    for (let n = 0; n < 8; n++) {
      const message = { flow: "journal", messageId: `old-${n}`, atMs: longAgoMs + n + 1000 };
      city.component("vkp", "hop.passed", { ...message, step: "vkp" });
      city.component("epj", "hop.passed", { ...message, step: "epj" });
    }
    city.run(city.nowMs() + hourMs);
    expect(city.alerts("flow-broken")).toEqual([]);
  });

  it("not because a system in between says nothing: what is seen behind it has passed it", () => {
    const { city } = journal();
    for (let n = 0; n < 30; n++) {
      const message = { flow: "journal", messageId: `m-${n}` };
      city.component("vendor-cloud", "hop.passed", { ...message, step: "vendor-cloud" });
      city.run(city.nowMs() + minMs).component("epj", "hop.passed", { ...message, step: "epj" });
    }
    city.run(city.nowMs() + hourMs);
    expect(city.alerts("flow-broken")).toEqual([]);
  });

  it("not because Velvakt itself was away", () => {
    const flow = journal().minutes(10, "passed").minutes(4, "stuck");
    const { city } = flow;
    city.log({ kind: "gap-opened", fromMs: city.nowMs(), reason: "broker-lost" });
    flow.minutes(10, "stuck");
    city
      .run(city.nowMs() + hourMs)
      .log({ kind: "gap-closed" })
      .run(city.nowMs() + hourMs);
    expect(city.alerts("flow-broken")).toEqual([]);
    flow.minutes(12, "stuck");
    expect(city.alerts("flow-broken")).toMatchObject([{ condition: "active" }]);
  });
});

describe("a broken flow that carries doses", () => {
  it("of one district makes the doses of that district unconfirmed, not missed, and no others", () => {
    const city = createCity({ doses: ["23:30"], thresholds: { missingDosesMin: 100 }, ...options }).run(begunMs);
    // 23:30 in Oslo is 21:30 UTC: the window is 20:30 to 22:45.
    for (let n = 0; n < 10; n++) {
      const message = { flow: "dose-event", messageId: `d-${n}`, step: "mobile-network" };
      city.component("mobile-network@grorud", "hop.passed", message);
      city.run(city.nowMs() + minMs);
    }
    city.run(startMs + 3 * hourMs);
    expect(city.alerts("flow-broken")).toMatchObject([
      { subject: "dose-event@grorud/vendor-cloud", district: "grorud", condition: "active" },
    ]);
    const said = new Set(city.doses().map((dose) => `${dose.district} ${dose.verdict} ${dose.cause}`));
    expect([...said].filter((one) => !one.includes("pending")).sort()).toEqual([
      "alna missed user",
      "frogner missed user",
      "grorud unconfirmed flow:dose-event",
    ]);
  });
});

describe("a broken flow", () => {
  it("beyond the way of the devices says nothing of their doses", () => {
    const city = createCity({ doses: ["23:30"], thresholds: { missingDosesMin: 100 } }).run(begunMs);
    for (let n = 0; n < 10; n++) {
      const note = { flow: "journal", messageId: `m-${n}`, step: "vendor-cloud" };
      const report = { flow: "dose-event", messageId: `d-${n}` };
      city.component("vendor-cloud", "hop.passed", note);
      city.component("mobile-network@grorud", "hop.passed", { ...report, step: "mobile-network" });
      city.component("vendor-cloud", "hop.passed", { ...report, step: "vendor-cloud" });
      city.run(city.nowMs() + minMs);
    }
    city.run(startMs + 3 * hourMs);
    expect(city.alerts("flow-broken")).toMatchObject([{ subject: "journal/vkp", condition: "active" }]);
    const due = city.doses().filter((dose) => dose.deadlineAtMs <= city.nowMs());
    expect(new Set(due.map((dose) => `${dose.verdict} ${dose.cause}`))).toEqual(new Set(["missed user"]));
  });

  it("between systems that serve all makes the doses of every district unconfirmed", () => {
    const flows = [{ id: "relay", steps: ["vendor-cloud", "data-centre"], hopLimitSec: [120] }];
    const deviceClasses = rigEcosystem.deviceClasses.map((one) => ({ ...one, path: [...one.path, "data-centre"] }));
    const rig = createRig({ flows, deviceClasses, thresholds: { flowStuckMessages: 5 } }, "28 04:00");
    rig.plan("grorud/D-1").plan("alna/D-2");
    for (let quarter = 0; quarter < 20; quarter++) {
      rig.at(instantOf("28 04:00") + quarter * 15 * minMs);
      rig.heartbeat("grorud/D-1").heartbeat("alna/D-2");
      if (quarter > 8)
        rig.component("vendor-cloud", "hop.passed", { flow: "relay", step: "vendor-cloud", messageId: `m-${quarter}` });
    }
    expect(rig.active("flow-broken")).toMatchObject([{ subject: "relay/data-centre", district: null }]);
    const due = rig.doses().filter((dose) => dose.scheduledAtMs === instantOf("28 07:00"));
    expect(due.map((dose) => `${dose.district} ${dose.verdict} ${dose.cause}`)).toEqual([
      "grorud unconfirmed flow:relay",
      "alna unconfirmed flow:relay",
    ]);
  });
});

describe("a hop is slow", () => {
  it("when its 95th percentile of at least 20 messages is above the limit, until it is not", () => {
    const flow = journal().minutes(30, "passed", 30).minutes(1, "passed", 400);
    expect(flow.city.alerts("flow-slow")).toEqual([]);
    flow.minutes(1, "passed", 400);
    expect(flow.city.alerts("flow-slow")).toMatchObject([
      { subject: "journal/vkp", severity: "moderate", evidence: { limitSec: 300, p95Sec: 400, p50Sec: 30 } },
    ]);
    flow.minutes(70, "passed", 30);
    expect(flow.city.alerts("flow-slow")).toMatchObject([{ condition: "cleared", handling: "closed" }]);
  });

  it("not by fewer than 20 messages, however late", () => {
    expect(journal().minutes(19, "passed", 9000).city.alerts("flow-slow")).toEqual([]);
  });
});

describe("a system is rejecting", () => {
  it("when three of the latest 20 messages were rejected, until they are not", () => {
    const flow = journal().minutes(20, "passed").minutes(2, "rejected");
    expect(flow.city.alerts("flow-rejecting")).toEqual([]);
    flow.minutes(1, "rejected");
    expect(flow.city.alerts("flow-rejecting")).toMatchObject([
      { subject: "journal/vkp", summary: { en: "vkp rejects messages of journal" }, evidence: { rejected: 3 } },
    ]);
    flow.minutes(17, "passed");
    expect(flow.city.alerts("flow-rejecting")).toMatchObject([{ condition: "active" }]);
    flow.minutes(1, "passed");
    expect(flow.city.alerts("flow-rejecting")).toMatchObject([{ condition: "cleared" }]);
  });

  it("and what it rejected is not stuck", () => {
    const flow = journal().minutes(10, "passed").minutes(20, "rejected");
    flow.city.run(flow.city.nowMs() + hourMs);
    expect(flow.city.alerts("flow-broken")).toEqual([]);
  });
});

it("messages that nobody finishes are forgotten after two days", () => {
  const flow = journal().minutes(50, "stuck");
  flow.city.run(flow.city.nowMs() + 80 * hourMs);
  expect(flow.city.state.messages.size).toBe(0);
  expect([...flow.city.state.hops.values()].map((hop) => hop.inFlight)).toEqual([0]);
});

describe("what is shown of flows", () => {
  const shown = (flow: ReturnType<typeof journal>, id = "journal") =>
    flowsView(flow.city.state).find((one) => one.flow === id);
  const statuses = (flow: ReturnType<typeof journal>) => {
    const { status, hops = [] } = shown(flow) ?? {};
    return [status, ...hops.map((one) => `${one.from}→${one.to} ${one.status}`)];
  };

  it("a flow of which nobody has said anything is unknown, hop by hop", () => {
    const flow = journal();
    expect(statuses(flow)).toEqual(["unknown", "vendor-cloud→vkp unknown", "vkp→epj unknown"]);
    expect(shown(flow, "dose-event")?.hops).toEqual([
      {
        from: "mobile-network",
        to: "vendor-cloud",
        district: null,
        status: "unknown",
        limitSec: 120,
        inFlight: 0,
        lastOutMs: null,
        p50Sec: null,
        p95Sec: null,
        latest: 0,
        rejectedOfLatest: 0,
      },
    ]);
  });

  it("one that flows has its latencies once there are enough messages, and is unknown when they stop for an hour", () => {
    const flow = journal().minutes(19, "passed");
    expect(shown(flow)?.hops[0]).toMatchObject({ status: "flowing", p95Sec: null, latest: 19 });
    flow.minutes(3, "passed", 50);
    expect(shown(flow)).toMatchObject({ status: "flowing", alerts: [] });
    expect(shown(flow)?.hops[0]).toMatchObject({ p50Sec: 30, p95Sec: 50, inFlight: 0, limitSec: 300 });
    flow.city.run(flow.city.nowMs() + 59 * minMs);
    expect(statuses(flow)[0]).toBe("flowing");
    flow.city.run(flow.city.nowMs() + 2 * minMs);
    expect(statuses(flow)).toEqual(["unknown", "vendor-cloud→vkp unknown", "vkp→epj unknown"]);
  });

  it("what an alert is open about is called so, the worst for the whole flow, with the alert", () => {
    const stuck = journal().minutes(10, "passed").minutes(12, "stuck");
    expect(statuses(stuck)).toEqual(["broken", "vendor-cloud→vkp broken", "vkp→epj flowing"]);
    const [alert] = stuck.city.alerts("flow-broken");
    expect(flowsView(stuck.city.state).map((one) => one.flow)).toEqual(["dose-event", "journal"]);
    expect(shown(stuck)).toMatchObject({
      hops: [{ inFlight: 12 }, {}],
      alerts: [{ alertId: alert?.alertId, kind: "flow-broken", subject: "journal/vkp", openedAtMs: alert?.openedAtMs }],
    });
    const slow = journal().minutes(20, "passed", 400);
    expect(statuses(slow)).toEqual(["slow", "vendor-cloud→vkp slow", "vkp→epj flowing"]);
    const rejecting = journal().minutes(17, "passed").minutes(3, "rejected");
    expect(statuses(rejecting)).toEqual(["rejecting", "vendor-cloud→vkp rejecting", "vkp→epj flowing"]);
    expect(shown(rejecting)?.hops[0]).toMatchObject({ latest: 20, rejectedOfLatest: 3 });
    expect(statuses(stuck.minutes(1, "passed"))[0]).toBe("flowing");
  });

  it("a hop of districts is shown for each", () => {
    const flow = journal();
    for (const district of ["grorud", "alna"]) {
      const said = { flow: "dose-event", messageId: district };
      flow.city.component(`mobile-network@${district}`, "hop.passed", { ...said, step: "mobile-network" });
      flow.city.component("vendor-cloud", "hop.passed", { ...said, step: "vendor-cloud" });
    }
    expect(shown(flow, "dose-event")?.hops.map(({ district, status }) => [district, status])).toEqual([
      ["alna", "flowing"],
      ["grorud", "flowing"],
    ]);
  });
});
