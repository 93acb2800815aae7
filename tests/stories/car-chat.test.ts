import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createApi } from "../../sim/api.ts";
import { eventsOf } from "../../sim/people/live-client.ts";
import { minutes } from "../../src/kernel/clock.ts";
import { liftFile } from "../../src/rooms/lifts/contract.ts";
import { carChat, carMap, chatReply, deskChat, relativesReply } from "../../src/rooms/rescue/contract/chat.ts";
import { carAlarmReply, carPage, carProgress, done } from "../../src/rooms/rescue/contract.ts";
import { eventually, type House, must, startHouse } from "../support/house.ts";

let house: House;
let world: ReturnType<typeof createApi>;
let desk: Awaited<ReturnType<House["person"]>>;
const nothing = z.unknown();

beforeAll(async () => {
  house = await startHouse({ lifts: 30 });
  world = createApi(house.running.http, () => ({}));
  desk = await house.person("dispatcher-chat", "dispatcher");
});

/** What the QR code in a lift's car holds. */
async function tokenOf(n: number): Promise<string> {
  const file = await house.admin.get(`/api/v1/lifts/${house.lift(n).id}`, liftFile);
  return must(/\?t=(.+)$/.exec(file.pagePath ?? "")?.[1], "token of the sign");
}
const press = async (n: number, t: string | null): Promise<string> =>
  (await world.post(`/api/v1/public/lifts/${house.lift(n).rescueCode}/alarm`, { key: randomUUID(), t }, carAlarmReply))
    .progressKey;
const progressOf = (key: string) => world.get(`/api/v1/public/progress/${key}`, carProgress);
const chatOf = (key: string, after = 0) => world.get(`/api/v1/public/progress/${key}/chat?after=${after}`, carChat);
const write = (key: string, text: string, id: string = randomUUID()) =>
  world.post(`/api/v1/public/progress/${key}/chat`, { id, text }, chatReply);
const answer = (incidentId: string, text: string, to: string | null = null) =>
  desk.post(`/api/v1/incidents/${incidentId}/chat`, { key: randomUUID(), text, to }, chatReply);
const textsOf = async (key: string) => (await chatOf(key)).lines.map(({ text }) => text);
const incidentAt = async (n: number) =>
  must(
    (await house.incidents()).find(({ liftId }) => liftId === house.lift(n).id),
    `incident at lift ${n}`,
  );

describe("text between the car and the desk", () => {
  test("a line arrives once however often it is sent; the desk sees that it is unread, answers, and the phone catches up", async () => {
    const key = await press(0, await tokenOf(0));
    const id = randomUUID();
    const first = await write(key, "我说不出话，有两个人", id);
    // The reply was lost on the way: the phone sends the same again, three times at once.
    const again = await Promise.all([1, 2, 3].map(() => write(key, "我说不出话，有两个人", id)));
    expect(again.map(({ no }) => no)).toEqual([first.no, first.no, first.no]);
    const incident = await incidentAt(0);
    expect(incident.chat).toEqual({ last: first.no, unread: 1 });
    const seen = await desk.get(`/api/v1/incidents/${incident.id}/chat`, deskChat);
    expect(seen.lines).toHaveLength(1);
    expect(seen.threads).toMatchObject([{ rights: "sign", no: 1 }]);
    await desk.post(`/api/v1/incidents/${incident.id}/chat/read`, { upTo: first.no }, nothing);
    expect((await incidentAt(0)).chat.unread).toBe(0);

    await answer(incident.id, "别怕，救援人员已经出发。");
    await answer(incident.id, "有人受伤吗？");
    const missed = await chatOf(key, first.no);
    expect(missed.lines.map(({ from, text }) => [from, text])).toEqual([
      ["desk", "别怕，救援人员已经出发。"],
      ["desk", "有人受伤吗？"],
    ]);
    expect(await chatOf(key, missed.last)).toMatchObject({ lines: [], last: missed.last });
    expect((await progressOf(key)).chat).toBe(missed.last);
  });

  test("the page is told by the live channel that there is a new line", async () => {
    const key = await press(1, await tokenOf(1));
    const stop = new AbortController();
    const reply = await fetch(`${house.running.http}/api/v1/live?topics=progress:${key}`, { signal: stop.signal });
    const chats: number[] = [];
    const heard = (async () => {
      for await (const { name, data } of eventsOf(must(reply.body, "body"))) {
        if (name === "snapshot") chats.push((JSON.parse(data) as { rows: { chat: number }[] }).rows[0]?.chat ?? -1);
        if (name === "change") chats.push((JSON.parse(data) as { row: { chat: number } }).row.chat);
      }
    })().catch(() => undefined);
    await eventually(() => chats.length > 0, "snapshot");
    const { no } = await answer((await incidentAt(1)).id, "请讲");
    await eventually(() => chats.at(-1) === no, "the new line's number");
    stop.abort();
    await heard;
  });

  test("lines from many phones at once keep one order, and nobody who asks for what is new misses one", async () => {
    const key = await press(2, await tokenOf(2));
    const got: string[] = [];
    let after = 0;
    let over = false;
    const reading = (async () => {
      while (!over) {
        const { lines, last } = await chatOf(key, after);
        got.push(...lines.map(({ text }) => text));
        after = last;
      }
    })();
    const keys = await Promise.all([1, 2, 3].map(async () => press(2, await tokenOf(2))));
    await Promise.all(keys.flatMap((each, phone) => [1, 2, 3, 4, 5].map((n) => write(each, `${phone}-${n}`))));
    over = true;
    await reading;
    const rest = await chatOf(key, after);
    expect([...got, ...rest.lines.map(({ text }) => text)]).toEqual(await textsOf(key));
    expect(await textsOf(key)).toHaveLength(15);
  });
});

describe("what the token shows, and what typed digits do not", () => {
  test("by typed digits one sees one's own alarm and text, also when joined to another's, and nothing of others", async () => {
    const scanned = await press(5, await tokenOf(5));
    await write(scanned, "我们在里面");
    house.clock.forward(minutes(4));
    const [typed, other] = [await press(5, null), await press(5, "not-the-token")];
    const incident = await incidentAt(5);
    expect(incident.alarms).toBe(3);
    expect(new Set([scanned, typed, other]).size).toBe(3);
    await write(typed, "我是按编号输入的");
    const { threads } = await desk.get(`/api/v1/incidents/${incident.id}/chat`, deskChat);
    expect(threads.map(({ rights, no }) => `${rights}-${no}`)).toEqual(["sign-1", "typed-1", "typed-2"]);
    const own = must(
      threads.find(({ rights, no }) => rights === "typed" && no === 1),
      "the typed phone",
    );
    await answer(incident.id, "只给第一部手机", own.id);
    await answer(incident.id, "请大家离门远一点");
    expect(await textsOf(scanned)).toEqual(["我们在里面", "请大家离门远一点"]);
    expect(await textsOf(typed)).toEqual(["我是按编号输入的", "只给第一部手机", "请大家离门远一点"]);
    expect(await textsOf(other)).toEqual(["请大家离门远一点"]);

    await world.post(`/api/v1/public/progress/${scanned}/free`, { key: randomUUID() }, done);
    expect(await progressOf(scanned)).toMatchObject({ rights: "sign", place: house.lift(5).place, saidFree: true });
    // Neither the place, nor that others said they are out, nor since when others wait.
    const shown = await progressOf(typed);
    expect(shown).toMatchObject({ rights: "typed", place: null, saidFree: false });
    expect(shown.openedAt).toBe(incident.openedAt + minutes(4));
    await expect(world.get(`/api/v1/public/progress/${typed}/map`, carMap)).rejects.toMatchObject({ status: 404 });
    expect((await world.get(`/api/v1/public/progress/${scanned}/map`, carMap)).lift).toEqual([
      must(house.lift(5).position, "position").lon,
      must(house.lift(5).position, "position").lat,
    ]);
    // A thread of another rescue is none here.
    await expect(answer((await incidentAt(0)).id, "x", own.id)).rejects.toMatchObject({
      code: "RESCUE_THREAD_UNKNOWN",
    });
  });

  test("relatives read, and do nothing; their link ends with the rescue", async () => {
    const key = await press(6, await tokenOf(6));
    await write(key, "只给值守台看");
    const { path } = await world.post(`/api/v1/public/progress/${key}/relatives`, {}, relativesReply);
    const again = await world.post(`/api/v1/public/progress/${key}/relatives`, {}, relativesReply);
    expect(again.path).toBe(path);
    const link = must(/\?r=(.+)$/.exec(path)?.[1], "key of the link");
    expect(await progressOf(link)).toMatchObject({ rights: "relative", stage: "heard", place: house.lift(6).place });
    expect(await textsOf(link)).toEqual([]);
    for (const act of ["free", "mistake", "chat", "relatives"]) {
      const body = act === "chat" ? { id: randomUUID(), text: "x" } : { key: randomUUID() };
      await expect(world.post(`/api/v1/public/progress/${link}/${act}`, body, nothing)).rejects.toMatchObject({
        code: "RESCUE_LINK_READS_ONLY",
      });
    }
    const typed = await press(6, null);
    const ofTyped = await world.post(`/api/v1/public/progress/${typed}/relatives`, {}, relativesReply);
    expect(ofTyped.path.startsWith("/s/0?r=")).toBe(true);
    expect(await progressOf(ofTyped.path.slice("/s/0?r=".length))).toMatchObject({ place: null });

    const { id } = await incidentAt(6);
    await desk.post(`/api/v1/incidents/${id}/false-alarm`, { key: randomUUID(), reason: "演示" }, done);
    await expect(progressOf(link)).rejects.toMatchObject({ status: 404 });
    expect((await progressOf(key)).stage).toBe("closed");
  });

  test("who leans on the button keeps nobody out: another code is answered, and one address with many codes only raises a doubt", async () => {
    const flood = await Promise.all(
      Array.from({ length: 40 }, () =>
        fetch(`${house.running.http}/api/v1/public/lifts/${house.lift(7).rescueCode}/alarm`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ key: randomUUID(), t: null }),
        }).then(({ status }) => status),
      ),
    );
    expect(flood).toContain(429);
    // On a machine that is short of breath one or the other is told to try again, which the page does.
    expect(flood.filter((status) => status !== 429 && status !== 503 && status !== 200)).toEqual([]);
    expect(flood.filter((status) => status === 200).length).toBeGreaterThanOrEqual(20);
    for (const n of [8, 9, 11, 12]) expect(await press(n, null)).toBeTruthy();
    const { timeline } = await house.file((await incidentAt(12)).id);
    const notes = timeline.filter(({ type }) => type === "NoteAdded").map(({ data }) => String(data.text));
    expect(notes.join()).toContain("同一网络地址");
    // With the token there is nothing to doubt.
    await press(10, await tokenOf(10));
    expect((await house.file((await incidentAt(10)).id)).timeline.map(({ type }) => type)).not.toContain("NoteAdded");
    expect((await world.get(`/api/v1/public/lifts/${house.lift(10).rescueCode}`, carPage)).progressKey).toBeNull();
  });
});

describe("afterwards", () => {
  test("when the rescue is over nobody writes any more, and what passengers wrote is deleted after its days", async () => {
    const key = await press(3, await tokenOf(3));
    await write(key, "我是王小明，电话 000-5551");
    const { id } = await incidentAt(3);
    await desk.post(`/api/v1/incidents/${id}/false-alarm`, { key: randomUUID(), reason: "演示" }, done);
    await expect(write(key, "还有一句")).rejects.toMatchObject({ code: "RESCUE_ALREADY_CLOSED" });
    await expect(answer(id, "再见")).rejects.toMatchObject({ code: "RESCUE_ALREADY_CLOSED" });
    const linesOf = async () => {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from rescue.chat_line
        where incident_id = ${id}`.execute(house.running.platform.database.db);
      return rows[0]?.n;
    };
    await house.forward(minutes(29 * 24 * 60));
    expect(await linesOf()).toBe(1);
    // The stream never had it.
    expect(JSON.stringify((await house.file(id)).timeline)).not.toContain("王小明");
    await house.forward(minutes(25 * 60 * 2));
    expect(await linesOf()).toBe(0);
    await expect(progressOf(key)).rejects.toMatchObject({ status: 404 });
  });
});
