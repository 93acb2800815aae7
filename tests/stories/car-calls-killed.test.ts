import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { bearer, createApi } from "../../sim/api.ts";
import { generateCity } from "../../sim/city/generate-city.ts";
import { openSession } from "../../sim/people/login.ts";
import { adminToken, type PlatformChild, startPlatform } from "../../sim/platform-child.ts";
import { populate } from "../../sim/populate.ts";
import { account } from "../../src/rooms/identity/contract.ts";
import { liftList } from "../../src/rooms/lifts/contract.ts";
import { done, incidentFile, openReply } from "../../src/rooms/rescue/contract.ts";
import { eventually, keyFor, must } from "../support/house.ts";
import { one, SipPeer } from "../support/sip-peer.ts";

/** A platform of its own, as a process that is killed while two speak by it, and while the car still rings. */
const folder = mkdtempSync(join(tmpdir(), "sp-car-calls-"));
const dataDir = join(folder, "data");
const logFile = join(folder, "platform.log");
const login = { user: "shengping", secret: "the-secret-of-the-exchange", algorithm: "MD5" } as const;
const password = "correct horse battery";
const localPort = 45_000 + Math.floor(Math.random() * 15_000);
let platform: PlatformChild;
let peer: SipPeer;

const start = async () => {
  platform = await startPlatform({
    dataDir,
    logFile,
    readyLimitMs: 90_000,
    env: {
      SP_HTTP_PORT: "0",
      SP_MQTT_PORT: "0",
      DATABASE_URL: "",
      SP_PAPER_AT: "off",
      SP_LOG_LEVEL: "debug",
      SP_SIP_SERVER: `127.0.0.1:${peer.port}`,
      SP_SIP_USER: login.user,
      SP_SIP_SECRET: login.secret,
      SP_SIP_LOCAL_PORT: String(localPort),
      SP_SIP_CAR_ADDRESS: "8{rescueCode}",
      SP_SIP_SEAT: "6001",
    },
  });
};
const admin = () => createApi(platform.http, bearer(adminToken(dataDir)));
const desk = async () => {
  const session = openSession(platform.http, { login: "desk", password });
  await session.logIn();
  return session.api;
};
const timeline = async (id: string) =>
  (await admin().get(`/api/v1/incidents/${id}`, incidentFile)).timeline.filter(({ type }) =>
    type.startsWith("CarCall"),
  );
const heard = (id: string, type: string) =>
  eventually(async () => (await timeline(id)).some((entry) => entry.type === type), type, 40_000);

beforeAll(async () => {
  peer = await SipPeer.open({ login });
  await start();
  await populate(admin(), generateCity({ seed: 7, lifts: 12, liftsPerCrew: 6 }), () => undefined);
  const scope = { kind: "everything" } as const;
  await admin().post("/api/v1/accounts", { login: "desk", name: "desk", password, role: "dispatcher", scope }, account);
}, 120_000);
afterAll(async () => {
  await platform?.stop();
  await peer?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function called(n: number): Promise<{ readonly id: string; readonly car: string }> {
  const { lifts } = await admin().get("/api/v1/lifts?limit=20", liftList);
  const lift = must(lifts.filter(({ kind, rescueCode }) => kind === "3110" && rescueCode !== null)[n], "lift");
  const api = await desk();
  const body = {
    rescueCode: null,
    place: null,
    callerPhone: null,
    persons: 1,
    injured: null,
    vulnerable: false,
    note: null,
  };
  const opened = await api.post("/api/v1/incidents", { ...body, key: keyFor("open", n), liftId: lift.id }, openReply);
  peer.manners.set("6001", "answer").set(`8${lift.rescueCode}`, n === 0 ? "answer" : "ring");
  await api.post(`/api/v1/incidents/${opened.incidentId}/car-calls`, { key: keyFor("call", n) }, done);
  return { id: opened.incidentId, car: `8${lift.rescueCode}` };
}

test("killed while two speak: they go on, the next process hears their end and lets the other go", {
  timeout: 120_000,
}, async () => {
  const { id, car } = await called(0);
  await heard(id, "CarCallAnswered");
  await platform.kill();
  expect(peer.isUp("6001") && peer.isUp(car)).toBe(true);
  await start();
  // It asks both whether they still stand: from now on it hears them.
  await eventually(
    () => peer.asked("OPTIONS").some((asked) => one(asked, "to").includes(";tag=")),
    "taken up again",
    40_000,
  );
  peer.hangUp(car);
  await heard(id, "CarCallEnded");
  await eventually(() => !peer.isUp("6001"), "the seat is let go", 30_000);
  expect((await timeline(id)).map(({ type }) => type)).toEqual([
    "CarCallAsked",
    "CarCallRinging",
    "CarCallRinging",
    "CarCallAnswered",
    "CarCallEnded",
  ]);
});

test("killed while the car rings: said so, the seat is let go, and nothing is called twice", {
  timeout: 120_000,
}, async () => {
  const { id, car } = await called(1);
  await eventually(async () => (await timeline(id)).some(({ data }) => data.side === "car"), "the car rings", 20_000);
  const calls = peer.asked("INVITE").length;
  await platform.kill();
  await start();
  await heard(id, "CarCallFailed");
  expect((await timeline(id)).at(-1)?.data).toMatchObject({ reason: "restarted" });
  await eventually(() => !peer.isUp("6001"), "the seat is let go", 30_000);
  peer.pickUp(car);
  await eventually(() => peer.asked("BYE").some(({ user }) => user === car), "the car is let go", 30_000);
  expect(peer.asked("INVITE")).toHaveLength(calls);
  const api = await desk();
  peer.manners.set(car, "answer");
  await api.post(`/api/v1/incidents/${id}/car-calls`, { key: keyFor("call", 9) }, z.unknown());
  await heard(id, "CarCallAnswered");
  expect(readFileSync(logFile, "utf8")).not.toContain(login.secret);
});
