import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import mqtt, { type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { minutes } from "../../src/kernel/clock.ts";
import { claimReply, decidedReply, enrolFileReply, waitingList } from "../../src/rooms/devices/contract/waiting.ts";
import { deviceList, enrolReply } from "../../src/rooms/devices/contract.ts";
import { eventually, type House, must, startHouse } from "../support/house.ts";
import { sp } from "../support/sp.ts";

let house: House;
const clients: MqttClient[] = [];
beforeAll(async () => {
  house = await startHouse({ lifts: 30 });
});
afterAll(async () => {
  for (const client of clients) await client.endAsync(true);
  await house?.stop();
});

const code = (n: number): string => must(house.lift(n).registerCode, "a lift with a code");
const secretOf = (name: string): string => `${name}-Zk3vQ9xW7mP2rT5yB8nC4d`;
const list = async () => (await house.admin.get("/api/v1/waiting-devices", waitingList)).rows;
const connect = async (lift: string, secret: string): Promise<MqttClient> => {
  const login = { username: `new-${lift}`, password: secret };
  const client = await mqtt.connectAsync(house.running.mqtt, { ...login, protocolVersion: 4, reconnectPeriod: 0 });
  client.on("error", () => undefined);
  clients.push(client);
  return client;
};
const claim = (lift: string, secret: string, body: object = {}) =>
  fetch(`${house.running.http}/ingest/v1/first-contact`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`new-${lift}:${secret}`).toString("base64")}` },
    body: JSON.stringify(body),
  });
const stateOf = async (response: Response) => claimReply.parse(await response.json());
const frames = async (): Promise<number> => {
  const { rows } = await sql<{ n: number }>`select coalesce(sum(frames), 0)::int as n from devices.frame_chunk`.execute(
    house.running.platform.database.db,
  );
  return rows[0]?.n ?? 0;
};

describe("first contact", () => {
  test("an unknown device gets a place on the list and nothing else, until a person lets it in with the secret that it chose", async () => {
    const secret = secretOf("first");
    await expect(connect(code(0), secret)).rejects.toMatchObject({ code: 4 });
    await expect(connect(code(0), secret)).rejects.toMatchObject({ code: 4 });
    const [row, ...others] = await list();
    expect(others).toEqual([]);
    expect(row).toMatchObject({ code: code(0), liftId: house.lift(0).id, knocks: 2, rivals: 0, hasLogin: false });
    const body = JSON.stringify({ at: house.clock.now() });
    const refused = await fetch(`${house.running.http}/ingest/v1/${code(0)}/stats`, {
      method: "POST",
      headers: { authorization: `Basic ${Buffer.from(`new-${code(0)}:${secret}`).toString("base64")}` },
      body,
    });
    expect(refused.status).toBe(401);
    expect(await frames()).toBe(0);
    expect((await house.admin.get("/api/v1/devices", deviceList)).total).toBe(0);

    // The device says who it is, and reads its fingerprint; the person compares.
    const said = await stateOf(await claim(code(0), secret, { maker: "示范电梯", model: "SP-1", dialect: "rtu" }));
    expect(said).toMatchObject({ state: "waiting", fingerprint: row?.fingerprint });
    const id = must(row?.id, "row");
    await house.admin.post(`/api/v1/waiting-devices/${id}/approve`, {}, decidedReply);
    const device = await eventually(() => connect(code(0), secret).catch(() => undefined), "the device comes in");
    await device.publishAsync(`sp/v1/${code(0)}/stats`, body, { qos: 1 });
    const { devices } = await house.admin.get("/api/v1/devices", deviceList);
    expect(devices).toMatchObject([{ registerCode: code(0), dialect: "rtu", connected: true, framesToday: 1 }]);
    expect(await list()).toEqual([]);
    expect(await stateOf(await claim(code(0), secret))).toMatchObject({ state: "approved" });
    // Somebody else's secret opens nothing, and does not end the device.
    await expect(connect(code(0), secretOf("thief"))).rejects.toMatchObject({ code: 4 });
    expect(device.connected).toBe(true);
    expect(await list()).toMatchObject([{ code: code(0), hasLogin: true }]);
  });

  test("two claim one lift: the person tells them apart, the refused one never comes in, and its approval twice is refused", async () => {
    const [good, bad] = [secretOf("good"), secretOf("evil")];
    await claim(code(1), good);
    await claim(code(1), bad);
    const rows = (await list()).filter((row) => row.code === code(1));
    expect(rows.map(({ rivals }) => rivals)).toEqual([1, 1]);
    const own = (await stateOf(await claim(code(1), good))).fingerprint;
    const [mine, other] = own === rows[0]?.fingerprint ? rows : rows.toReversed();
    await house.admin.post(`/api/v1/waiting-devices/${other?.id}/refuse`, {}, decidedReply);
    await house.admin.post(`/api/v1/waiting-devices/${mine?.id}/approve`, {}, decidedReply);
    await eventually(() => connect(code(1), good).catch(() => undefined), "the right one comes in");
    await expect(connect(code(1), bad)).rejects.toMatchObject({ code: 4 });
    expect(await stateOf(await claim(code(1), bad))).toMatchObject({ state: "refused" });
    await expect(house.admin.post(`/api/v1/waiting-devices/${other?.id}/approve`, {}, decidedReply)).rejects.toThrow(
      /DEVICES_NOT_WAITING/,
    );
  });

  test("a lift with a login is replaced only on purpose, and then the old one ends", async () => {
    const old = await house.admin.post("/api/v1/devices/enrol", { registerCode: code(2) }, enrolReply);
    await claim(code(2), secretOf("newer"));
    const row = must(
      (await list()).find((each) => each.code === code(2)),
      "row",
    );
    expect(row.hasLogin).toBe(true);
    const path = `/api/v1/waiting-devices/${row.id}/approve`;
    await expect(house.admin.post(path, {}, decidedReply)).rejects.toThrow(/DEVICES_HAS_LOGIN/);
    await house.admin.post(path, { replace: true }, decidedReply);
    await eventually(() => connect(code(2), secretOf("newer")).catch(() => undefined), "the newer one comes in");
    const login = { username: old.username, password: old.password };
    await expect(mqtt.connectAsync(house.running.mqtt, { ...login, reconnectPeriod: 0 })).rejects.toMatchObject({
      code: 4,
    });
    // Enrolled again by hand, the newcomer's secret ends too, and it is told.
    await house.admin.post("/api/v1/devices/enrol", { registerCode: code(2) }, enrolReply);
    await eventually(async () => (await stateOf(await claim(code(2), secretOf("newer")))).state === "ended", "ended");
  });

  test("a code that names no lift is given one by a person; another lift's code is nobody's to give", async () => {
    const unknown = "91330100MA27XXXX0X-N/77";
    await claim(unknown, secretOf("unknown"));
    await claim(code(3), secretOf("named"));
    const rows = await list();
    const [stray, named] = [unknown, code(3)].map((each) =>
      must(
        rows.find((row) => row.code === each),
        each,
      ),
    );
    expect(stray).toMatchObject({ liftId: null, place: null });
    await expect(house.admin.post(`/api/v1/waiting-devices/${stray?.id}/approve`, {}, decidedReply)).rejects.toThrow(
      /DEVICES_NO_SUCH_LIFT/,
    );
    const wrong = house.admin.post(`/api/v1/waiting-devices/${named?.id}/approve`, { lift: code(4) }, decidedReply);
    await expect(wrong).rejects.toThrow(/DEVICES_CODE_IS_ANOTHERS/);
    await house.admin.post(`/api/v1/waiting-devices/${stray?.id}/approve`, { lift: code(4) }, decidedReply);
    const device = await eventually(() => connect(unknown, secretOf("unknown")).catch(() => undefined), "it comes in");
    const topic = `sp/v1/${encodeURIComponent(unknown)}/stats`;
    await device.publishAsync(topic, JSON.stringify({ at: house.clock.now() }), { qos: 1 });
    const { devices } = await house.admin.get(`/api/v1/devices?q=${code(4)}`, deviceList);
    expect(devices).toMatchObject([{ framesToday: 1, refusedToday: 0 }]);
  });

  test("weak secrets are refused, a code has three places, an address a rate, and a place ends after two weeks", async () => {
    expect((await claim(code(5), "short")).status).toBe(422);
    expect((await claim(code(5), "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")).status).toBe(422);
    for (const name of ["one", "two", "three"]) expect((await claim(code(5), secretOf(name))).status).toBe(200);
    expect((await claim(code(5), secretOf("four"))).status).toBe(429);
    expect((await list()).filter((row) => row.code === code(5))).toHaveLength(3);
    const statuses: number[] = [];
    for (let i = 0; i < 70; i += 1) statuses.push((await claim(`no-such-${i}`, secretOf("flood"))).status);
    expect(statuses).toContain(429);
    expect((await list()).length).toBeLessThanOrEqual(70);
    await house.forward(minutes(14 * 24 * 60 + 1));
    expect(await list()).toEqual([]);
    await house.forward(minutes(2));
    const { rows } = await sql`select 1 from devices.waiting`.execute(house.running.platform.database.db);
    expect(rows).toEqual([]);
  });
});

describe("by file", () => {
  const file = (name: string, lines: readonly string[]): string => {
    const path = join(house.database.dataDir, name);
    writeFileSync(path, lines.join("\n"));
    return path;
  };

  test("each lift gets its login, the secrets come out once, and wrong rows are named", async () => {
    const csv = [
      "电梯代码,制造单位代码,出厂编号,协议,替换,备注",
      `${code(6)},,,,,`,
      `${code(7)},,,rtu,,第二台`,
      `${code(7)},,,,,同一台`,
      "31000000000000000000,,,,,",
      `${code(0)},,,,,已有`,
      `${code(2)},,,,是,`,
      ",,,,,没有代码",
      `${code(8)},,,klingon,,`,
    ].join("\n");
    const done = await house.admin.post("/api/v1/devices/enrol-file", { csv }, enrolFileReply);
    expect(done.rows).toBe(8);
    expect(done.enrolled.map(({ row, code: lift }) => [row, lift])).toEqual([
      [1, code(6)],
      [2, code(7)],
      [6, code(2)],
    ]);
    expect(done.refused.map(({ row, code: why }) => [row, why])).toEqual([
      [3, "IMPORT_ROW_REPEATED"],
      [4, "DEVICES_NO_SUCH_LIFT"],
      [5, "DEVICES_HAS_LOGIN"],
      [7, "IMPORT_CELL_EMPTY"],
      [8, "IMPORT_CELL_WRONG"],
    ]);
    const [{ username, password } = { username: "", password: "" }] = done.enrolled;
    const client = await mqtt.connectAsync(house.running.mqtt, { username, password, reconnectPeriod: 0 });
    clients.push(client);
    const again = await house.admin.post("/api/v1/devices/enrol-file", { csv }, enrolFileReply);
    expect(again.enrolled.map(({ row }) => row)).toEqual([6]);
    expect(client.connected).toBe(true);
  });

  test("sp puts the secrets into a file for its owner alone, and overwrites none", async () => {
    const save = join(house.database.dataDir, "logins.csv");
    const run = () =>
      sp(["devices", "enrol-file", file("lifts.csv", ["code", code(9), code(10)]), "--save", save], {
        SP_DATA_DIR: house.database.dataDir,
      });
    const end = await run();
    expect([end.code, end.err]).toEqual([0, ""]);
    expect(readFileSync(save, "utf8").split("\r\n")).toHaveLength(4);
    expect(statSync(save).mode & 0o777).toBe(0o600);
    const before = readFileSync(save, "utf8");
    expect(await run()).toMatchObject({ code: 1, err: expect.stringContaining("logins.csv") });
    expect(readFileSync(save, "utf8")).toBe(before);
    expect(existsSync("device-logins.csv")).toBe(false);
  });
});
