import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { generateCity } from "../../sim/city/generate-city.ts";
import { hasShanghai, roadsExtract, shanghaiGround } from "../../sim/city/shanghai-ground.ts";
import type { Position } from "../../src/kernel/coordinates.ts";
import { fieldMe } from "../../src/rooms/crews/contract.ts";
import { type Ask, done, openReply, routeReply } from "../../src/rooms/rescue/contract.ts";
import { eventually, type House, keyFor, must, type Phone, startHouse } from "../support/house.ts";

/** The road engine is a child process that may die or hang; a rescue goes on with estimates that are marked as such. */
const realData = resolve(process.env.SP_REAL_DATA ?? "../shared/data");
const missing = !hasShanghai(realData)
  ? " (skipped: real data are absent, see SP_REAL_DATA)"
  : process.platform !== "linux"
    ? " (skipped: finds the child in /proc)"
    : "";

/** The process of the road engine that this house has started. */
function roadChild(): number | undefined {
  for (const name of readdirSync("/proc").filter((each) => /^\d+$/.test(each)))
    try {
      const parent = /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, "utf8"))?.[1];
      const words = readFileSync(`/proc/${name}/cmdline`, "utf8");
      if (Number(parent) === process.pid && words.includes("road-child.ts")) return Number(name);
    } catch {
      // It has ended while we looked.
    }
  return undefined;
}

describe.skipIf(missing !== "")(`the road engine fails under a rescue${missing}`, () => {
  let house: House;
  let phone: Phone;
  let at: Position;
  let asks = 0;

  beforeAll(async () => {
    const city = generateCity({ seed: 7, lifts: 40, liftsPerCrew: 6, ground: shanghaiGround(realData) });
    house = await startHouse({ city, roads: roadsExtract(realData) });
    await roadsAre("ready");
    const lift = house.lift(0);
    const [name] = await house.crewsOf(lift.maintenanceUnit, true);
    at = must(lift.position, "position");
    phone = await house.phoneOf(must(name, "contracted crew"), { lat: at.lat + 0.006, lon: at.lon });
  });

  const roadsAre = (status: string) =>
    eventually(() => house.running.platform.roads.state().status === status, `roads are ${status}`, 15_000);

  /** A call about the lift; returns the first ask, and ends the rescue. */
  async function firstAsk(n: number): Promise<{ ask: Ask; routeSource: string; outbox: string }> {
    const body = { rescueCode: null, place: null, callerPhone: null, persons: 1, injured: null, vulnerable: false };
    // A way that has been measured stays known: each call finds the crew a few metres on.
    const position = { lat: at.lat + 0.006 + 0.0001 * asks++, lon: at.lon };
    await phone.api.post("/api/v1/field/duty", { on: true, position }, fieldMe);
    const sent = { ...body, key: keyFor("call", n), liftId: house.lift(0).id, note: null };
    const { incidentId } = await house.admin.post("/api/v1/incidents", sent, openReply);
    await house.settle();
    const file = await house.file(incidentId);
    const ask = must(file.incident.asks[0], "ask");
    const route = await house.admin.get(`/api/v1/incidents/${incidentId}/route/${ask.askId}`, routeReply);
    const false_ = { key: keyFor("end", n), reason: "核实无人" };
    await house.admin.post(`/api/v1/incidents/${incidentId}/false-alarm`, false_, done);
    const outbox = must(
      file.notices.find((notice) => notice.purpose === "crew-asked" && notice.channel === "sms"),
      "SMS",
    ).body;
    return { ask, routeSource: route.source, outbox };
  }

  test("alive, it gives road times", async () => {
    const { ask, routeSource, outbox } = await firstAsk(1);
    expect(ask).toMatchObject({ crewId: phone.crewId, why: { etaSource: "roads" } });
    expect(routeSource).toBe("roads");
    expect(outbox).not.toContain("估算");
  });

  test("killed, and killed whenever it comes back: the crew is asked all the same, the time marked as an estimate", async () => {
    const killer = setInterval(() => kill("SIGKILL"), 5);
    try {
      kill("SIGKILL");
      await expect.poll(() => house.running.platform.roads.state().status).not.toBe("ready");
      const { ask, routeSource, outbox } = await firstAsk(2);
      expect(ask).toMatchObject({ crewId: phone.crewId, status: "asked", why: { etaSource: "straight-line" } });
      expect(ask.why.etaSeconds).toBeGreaterThan(0);
      expect(routeSource).toBe("straight-line");
      expect(outbox).toContain("（估算）");
    } finally {
      clearInterval(killer);
    }
    await roadsAre("ready");
  });

  test("hanging, it holds an ask up for no longer than its limit", async () => {
    const child = must(roadChild(), "child of the road engine");
    process.kill(child, "SIGSTOP");
    try {
      const began = performance.now();
      const { ask } = await firstAsk(3);
      expect(ask.why.etaSource).toBe("straight-line");
      // The asking, the look whether a second crew pays, and the drawing of the way: 2 s each at the most.
      expect(performance.now() - began).toBeLessThan(8_000);
    } finally {
      process.kill(child, "SIGCONT");
    }
  });

  test("back again, road times are used without anybody doing anything", async () => {
    await roadsAre("ready");
    await expect.poll(async () => (await firstAsk(Math.random())).ask.why.etaSource, { timeout: 15_000 }).toBe("roads");
  });

  function kill(signal: "SIGKILL"): void {
    const child = roadChild();
    if (child !== undefined) process.kill(child, signal);
  }
});
