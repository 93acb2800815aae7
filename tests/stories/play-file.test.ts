import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enrolReply, gatewayList } from "../../src/rooms/devices/contract.ts";
import { type House, must, startHouse } from "../support/house.ts";
import { jsonOf, sp } from "../support/sp.ts";

/** A maker's engineer plays his frames at the platform and reads what became of each, with nothing but his device's login. */
type Fate = { line: number; result: string; reason: string | null; readings: { kind: string; code?: string }[] };
type Played = { stored: number; quarantined: number; refused: number; frames: Fate[] };

let house: House;
beforeAll(async () => {
  house = await startHouse({ lifts: 20 });
});
afterAll(() => house?.stop());

const code = (n: number): string => must(house.lift(n).registerCode, "a lift with a code");
const write = (name: string, lines: readonly (object | string)[]): string => {
  const file = join(house.database.dataDir, name);
  writeFileSync(file, lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"));
  return file;
};
const run = (...args: string[]) => sp(args, { SP_DATA_DIR: house.database.dataDir });
const state = () => ({
  channel: "state",
  at: house.clock.now(),
  serviceMode: 1,
  carStatus: 0,
  carDirection: 0,
  doorZone: true,
  carPosition: "3",
  doorStatus: 4,
});

test("the unified interface: each line's fate, its reason and what was read", async () => {
  const file = write("unified.ndjson", [
    state(),
    { ...state(), doorStatus: 9 },
    { channel: "event", id: "e1", at: house.clock.now(), code: "door-fault", phase: "raised" },
    { channel: "event", id: "e1", at: house.clock.now(), code: "door-fault", phase: "raised" },
    { code: 8 },
  ]);
  const end = await run("devices", "play", file, "--code", code(0), "--rate", "50", "--json");
  const { frames, ...counts } = jsonOf<Played>(end);
  expect(end.code).toBe(1);
  expect(counts).toMatchObject({ stored: 2, repeated: 1, quarantined: 1, refused: 1 });
  expect(frames.map(({ result }) => result)).toEqual(["stored", "quarantined", "stored", "repeated", "refused"]);
  expect(frames[0]?.readings).toMatchObject([{ kind: "state", doorStatus: 4 }]);
  expect(frames[1]?.reason).toContain("doorStatus");
  expect(frames[2]?.readings).toMatchObject([{ kind: "event", code: "door-fault" }]);
  expect(frames[4]?.reason).toContain("canonical-v1");
  expect(end.err).toContain("doorStatus");
  // The passing gateway has gone with the command.
  const { gateways } = await house.admin.get("/api/v1/device-gateways", gatewayList);
  expect(gateways.map(({ revokedAt }) => revokedAt !== null)).toEqual([true]);
});

test("a dialect of its own, with the device's login only: words and bytes, and its frames afterwards", async () => {
  const enrol = async (n: number, dialect: string): Promise<string> => {
    const made = await house.admin.post("/api/v1/devices/enrol", { registerCode: code(n), dialect }, enrolReply);
    return write(`login-${n}.json`, [made]);
  };
  const words = await enrol(1, "rtu");
  const at = new Date(house.clock.now() + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
  const file = write("rtu.ndjson", [{ code: 7, at }, { code: 99, at }, "garbage"]);
  const away = ["--login", words, "--url", house.running.http];
  // Elsewhere there is no data folder of the platform.
  const elsewhere = { SP_DATA_DIR: join(house.database.dataDir, "elsewhere") };
  const played = jsonOf<Played>(await sp(["devices", "play", file, ...away, "--json"], elsewhere));
  expect(played.frames[0]).toMatchObject({ result: "stored", readings: [{ kind: "event", code: "entrapment" }] });
  expect(played.frames.slice(1)).toMatchObject([{ result: "quarantined" }, { result: "quarantined" }]);
  const shown = await sp(["devices", "frames", ...away, "--json"], elsewhere);
  const { frames } = jsonOf<{ frames: { verdict: string; reason: string | null; readings: object[] }[] }>(shown);
  expect(frames.map(({ verdict }) => verdict)).toEqual(["stored", "quarantined", "quarantined"]);
  expect(frames[0]?.readings).toMatchObject([{ code: "entrapment" }]);
  expect(frames[1]?.reason).toContain("99");

  const bytes = await enrol(2, "dtu-hex");
  const hex = write("dtu.ndjson", [{ hex: "e0 02 11 01 f0 ff" }]);
  const dtu = jsonOf<Played>(await run("devices", "play", hex, "--login", bytes, "--json"));
  expect(dtu.frames).toMatchObject([{ result: "quarantined" }]);
});

test("another lift's code is refused to a device's login, in playing and in looking", async () => {
  const made = await house.admin.post("/api/v1/devices/enrol", { registerCode: code(3) }, enrolReply);
  const login = write("own.json", [made]);
  const foreign = write("foreign.json", [{ ...made, registerCode: code(4) }]);
  const file = write("one.ndjson", [state()]);
  const played = jsonOf<Played>(await run("devices", "play", file, "--login", login, "--code", code(4), "--json"));
  expect(played.frames).toMatchObject([{ result: "refused", readings: [] }]);
  const looked = await run("devices", "frames", "--login", foreign);
  expect([looked.code, looked.err]).toMatchObject([1, expect.stringContaining("DEVICES_NO_SUCH_DEVICE")]);
  const wrong = write("wrong.json", [{ ...made, password: "no" }]);
  expect((await run("devices", "play", file, "--login", wrong)).err).toContain("DEVICES_WRONG_LOGIN");
});
