import { expect, test } from "vitest";
import { dialectNamed } from "../vendors/dialects.ts";
import type { KeptFrame } from "./frame-chunk.ts";
import { shownFrame } from "./shown-frame.ts";

const at = Date.UTC(2026, 10, 27, 4);
const kept = (frame: Partial<KeptFrame>, body: object): KeptFrame => ({
  device: 1,
  receivedAt: at,
  measuredAt: at,
  channel: "state",
  verdict: "stored",
  reason: undefined,
  topic: undefined,
  bytes: 0,
  payload: Buffer.from(JSON.stringify(body)),
  ...frame,
});
const lift = {
  at,
  seq: 7,
  serviceMode: 1,
  carStatus: 1,
  carDirection: 2,
  doorZone: false,
  carPosition: "B1",
  doorStatus: 2,
  hallDoorLocked: true,
};

test("a state of the unified interface shows each of its fields by name, and its number", () => {
  const shown = shownFrame(kept({}, lift), dialectNamed("canonical-v1"), "lift");
  expect(shown.state).toEqual({ measuredAt: at, seq: 7 });
  expect(shown.values).toEqual({
    "state.serviceMode": "1",
    "state.carStatus": "1",
    "state.carDirection": "2",
    "state.doorZone": "false",
    "state.carPosition": "B1",
    "state.doorStatus": "2",
    "state.hallDoorLocked": "true",
  });
});

test("a dialect's frame shows the same under the same names", () => {
  const body = {
    samplingTime: "2026-11-27 12:00:00",
    Service_Mode: 1,
    Car_Status: 1,
    Car_Direction: 2,
    Door_Zone: false,
    Car_Position: "B1",
    Door_Status: 2,
    Histway_Door: true,
  };
  const frame = kept({ topic: "sp/raw/31109901012018050001" }, body);
  const shown = shownFrame(frame, dialectNamed("gb24476-2017"), "lift");
  expect(shown.values).toEqual(shownFrame(kept({}, lift), dialectNamed("canonical-v1"), "lift").values);
  const counters = { samplingTime: "2026-11-27 12:00:00", Present_Counter_Value: "12", Total_Running_Time: 3 };
  const stats = kept({ channel: "stats", topic: "sp/raw/31109901012018050001" }, counters);
  expect(shownFrame(stats, dialectNamed("gb24476-2017"), "lift").values).toEqual({
    "stats.runCount": "12",
    "stats.runHours": "3",
  });
});

test("an escalator shows its own fields; a lift's state shows nothing of one", () => {
  const escalator = { at, serviceMode: 1, runStatus: 1, runDirection: 2 };
  expect(shownFrame(kept({}, escalator), dialectNamed("canonical-v1"), "escalator").values).toEqual({
    "state.serviceMode": "1",
    "state.runStatus": "1",
    "state.runDirection": "2",
  });
  const wrong = shownFrame(kept({}, lift), dialectNamed("canonical-v1"), "escalator");
  expect(wrong.values["state.runStatus"]).toBeUndefined();
});

test("a frame that was refused shows its reason and no value; an event is no counter", () => {
  const refused = kept({ verdict: "quarantined", reason: "at: wanted" }, lift);
  expect(shownFrame(refused, dialectNamed("canonical-v1"), "lift")).toMatchObject({ taken: "refused", values: {} });
  const event = kept({ channel: "event" }, { ...lift, id: "a", code: "alarm-button", phase: "raised" });
  expect(shownFrame(event, dialectNamed("canonical-v1"), "lift").values).toEqual({});
});
