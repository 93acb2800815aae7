/**
 * The child of the bench `twin`: a process of its own with nothing else in it. Takes a million lifts into memory with the platform's own code,
 * then states of all of them through reading, detection, twin, counters and contact, and tells its resident memory between.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { newId } from "../src/kernel/ids.ts";
import { lookAtFleet, makeRoom, newContactMemory } from "../src/rooms/devices/access/contact-memory.ts";
import { Device } from "../src/rooms/devices/access/device.ts";
import { createFleet, type Fleet } from "../src/rooms/devices/access/fleet.ts";
import { keptSecret } from "../src/rooms/devices/access/secrets.ts";
import { readBody } from "../src/rooms/devices/ingest/read-body.ts";
import { defaultSettings } from "../src/rooms/devices/model/detection-settings.ts";
import { stepDevice } from "../src/rooms/devices/model/device-state.ts";
import { newPending } from "../src/rooms/devices/tally/pending.ts";
import { makeTallyRoom, newTallyMemory, takeState } from "../src/rooms/devices/tally/tally-memory.ts";
import { canonicalV1 } from "../src/rooms/devices/vendors/canonical-v1.ts";
import { journey } from "./journey.ts";

export type TwinFilled = {
  readonly bareMib: number;
  readonly loginsMib: number;
  readonly filledMib: number;
};

const rhythm = { offlineFactor: 3, offlineLeastSeconds: 60, offlineMostSeconds: 86_400, offlineUnknownSeconds: 180 };
const frameEveryMs = 10_000;
const warmUpStates = 500_000;

function residentMib(): number {
  for (let again = 0; again < 3; again += 1) globalThis.gc?.();
  return process.memoryUsage().rss / 2 ** 20;
}

/** As a start reads them from the database: every text is its own. */
function addDevices(fleet: Fleet, lifts: number): void {
  for (let no = 1; no <= lifts; no += 1) {
    const code = `3110330107${String(no).padStart(10, "0")}`;
    const device = new Device(fleet.twins, {
      id: randomUUID(),
      no,
      liftId: newId<"lift">(),
      username: `dev-${randomBytes(8).toString("hex")}`,
      secret: keptSecret({ salt: randomBytes(16), hash: randomBytes(32) }),
      dialect: canonicalV1,
      lastCode: code,
    });
    fleet.learnCode(code, device);
    fleet.add(device);
  }
}

const payloadOf = (no: number, round: number, at: number): Buffer =>
  Buffer.from(JSON.stringify({ at, seq: round, serviceMode: 1, ...journey[(no + round) % journey.length] }));

/** What reading and deciding need whoever speaks, so that it does not count as the twins'. */
function warmUp(): void {
  const memory = createFleet(Date.now).twins;
  for (let n = 0; n < warmUpStates; n += 1) {
    const read = readBody(canonicalV1, "state", { payload: payloadOf(n, n, Date.now()) });
    if (!read.ok || read.reading.kind !== "state") throw new Error("a state is read as one");
    const context = { now: n, connected: true, muted: false, ratedSpeed: 0, settings: defaultSettings };
    memory.write(1, stepDevice(memory.read(1), { kind: "state", reading: read.reading }, context).state);
  }
}

async function fill(lifts: number, rounds: number): Promise<TwinFilled> {
  const fleet = createFleet(Date.now);
  const tallies = newTallyMemory();
  const contact = newContactMemory();
  const bareMib = residentMib();
  addDevices(fleet, lifts);
  warmUp();
  const loginsMib = residentMib();
  // As the platform does at its start, when it knows how many there are.
  fleet.twins.reserve(lifts);
  makeTallyRoom(tallies, lifts);
  let now = Date.now();
  for (let round = 0; round < rounds; round += 1) {
    now += frameEveryMs;
    for (const device of fleet.all()) {
      const read = readBody(canonicalV1, "state", { payload: payloadOf(device.no, round, now) });
      if (!read.ok || read.reading.kind !== "state") throw new Error("a state is read as one");
      const step = stepDevice(
        device.state,
        { kind: "state", reading: read.reading },
        { now, connected: true, muted: false, ratedSpeed: device.ratedSpeed, settings: defaultSettings },
      );
      device.state = step.state;
      device.hear({ receivedAt: now, taken: true, pushed: false });
      takeState(tallies, device.no, read.reading, now);
    }
    // As the minute's round writes them away.
    for (const bucket of tallies.pending.keys()) tallies.pending[bucket] = newPending();
    makeRoom(contact, lifts);
    await lookAtFleet(fleet, contact, { now, listeningSince: now - frameEveryMs, settings: rhythm });
  }
  const filledMib = residentMib();
  if (fleet.twinOf([...fleet.all()].at(-1)?.liftId ?? "")?.receivedAt !== now)
    throw new Error("the last lift has its twin");
  return { bareMib, loginsMib, filledMib };
}

const [lifts = "1000000", rounds = "9"] = process.argv.slice(2);
const filled = await fill(Number(lifts), Number(rounds));
process.send?.(filled);
