import { describe, expect, test } from "vitest";
import type { CrewTask } from "../../src/rooms/rescue/contract.ts";
import { firstTask, goneTask, movedOn } from "./move-on.ts";
import type { OutboxEntry } from "./outbox.ts";

const task = (askId: string, status: CrewTask["status"], respondBy = 1_000): CrewTask => ({
  askId,
  incidentId: "i",
  crewId: "c",
  no: "20261123-0001",
  status,
  gone: null,
  urgency: "trapped",
  drill: false,
  place: "3号楼 2单元 1号梯",
  address: null,
  rescueCode: null,
  position: null,
  persons: null,
  injured: null,
  vulnerable: false,
  hazards: [],
  trappedSince: 0,
  askedAt: 0,
  respondBy,
  expectedAt: null,
  arriveBy: null,
  why: {
    level: 1,
    rule: "contracted-unit",
    etaSeconds: 60,
    metres: 400,
    etaSource: "roads",
    candidates: 1,
    nextBestSeconds: null,
    reason: null,
  },
  useUnit: null,
  useUnitPhone: null,
  centreNumber: "96333",
  workInProgress: false,
  nextStops: [],
  atTheLift: null,
});
const entry = (kind: OutboxEntry["kind"], status: OutboxEntry["status"] = "waiting", askId = "a"): OutboxEntry => ({
  key: kind,
  kind,
  askId,
  body: {},
  madeAt: 0,
  status,
  problem: null,
});

describe("the task as this phone has left it", () => {
  test.each([
    ["nothing done", "asked", [], "asked"],
    ["seen is no step", "asked", [entry("seen", "sent")], "asked"],
    ["accepted without a signal", "asked", [entry("accept")], "accepted"],
    ["answered, the live row not yet here", "asked", [entry("accept", "sent")], "accepted"],
    ["a refused command moves nothing", "asked", [entry("accept", "refused")], "asked"],
    ["three steps in a basement", "accepted", [entry("arrived"), entry("freed"), entry("secured")], "secured"],
    ["the server is ahead", "freed", [entry("accept", "sent")], "freed"],
    ["of another ask", "asked", [entry("accept", "waiting", "b")], "asked"],
  ] as const)("%s", (_name, status, entries, expected) => {
    expect(movedOn([task("a", status)], entries).map((each) => each.status)).toEqual([expected]);
  });

  test("late by its own word, until the row has it", () => {
    const said = { minutes: 10, reason: "traffic", expectedAt: 60_000 } as const;
    const late = { ...entry("late"), body: said, madeAt: 30_000 };
    const known = { ...task("a", "accepted"), expectedAt: 60_000 };
    expect(movedOn([known], [late])[0]).toMatchObject({ expectedAt: 660_000, delay: { minutes: 10 } });
    // The row has come, with what somebody said since.
    const newer = { ...known, expectedAt: 900_000, delay: { minutes: 5, reason: "access" as const, saidAt: 1 } };
    expect(movedOn([newer], [{ ...late, status: "sent" }])[0]).toMatchObject({ expectedAt: 900_000 });
    expect(movedOn([known], [{ ...late, status: "refused" }])[0]).toMatchObject({ expectedAt: 60_000 });
  });

  test.each(["refuse", "close"] as const)("after %s it is gone, unless the server said no", (kind) => {
    expect(movedOn([task("a", "asked")], [entry(kind)])).toEqual([]);
    expect(movedOn([task("a", "asked")], [entry(kind, "refused")])).toHaveLength(1);
  });
});

describe("one thing at a time", () => {
  test("a rescue comes before a drill, however far the drill has gone", () => {
    const drill = { ...task("drill", "asked", 1), drill: true };
    expect(firstTask([drill, task("rescue", "secured")])?.askId).toBe("rescue");
  });

  test("an ask comes before the task in hand, the soonest deadline first", () => {
    const tasks = [task("working", "arrived"), task("later", "asked", 2_000), task("sooner", "asked", 1_000)];
    expect(firstTask(tasks)?.askId).toBe("sooner");
  });
  test("else what has gone farthest", () => {
    expect(firstTask([task("a", "accepted"), task("b", "freed")])?.askId).toBe("b");
    expect(firstTask([])).toBeUndefined();
  });
  test("what the crew was told to leave is never the task in hand, and is said once", () => {
    const left = movedOn([task("left", "stood-down"), task("b", "freed")], [entry("arrived", "waiting", "left")]);
    expect(firstTask(left)?.askId).toBe("b");
    expect(firstTask(left.slice(0, 1))).toBeUndefined();
    expect(goneTask(left, [])?.askId).toBe("left");
    expect(goneTask(left, ["left"])).toBeUndefined();
  });
});
