import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { minutes } from "../../src/kernel/clock.ts";
import { regionList } from "../../src/rooms/identity/contract.ts";
import { crewStory } from "../support/crew-story.ts";
import { keyFor, must } from "../support/house.ts";

/** What crews record at the lift. */
const { house, own, call, row, ownAsk, tell } = await crewStory();

describe("what is recorded at the lift", () => {
  const jpeg = (text: string, more = 0) => {
    const segment = (marker: number, body: Buffer) =>
      Buffer.concat([Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 0xff]), body]);
    return Buffer.concat([
      Buffer.from([0xff, 0xd8]),
      segment(0xe0, Buffer.from("JFIF")),
      segment(0xe1, Buffer.from(`Exif ${text}`)),
      segment(0xda, Buffer.from("s")),
      Buffer.alloc(200 + more, 7),
      Buffer.from([0xff, 0xd9]),
    ]);
  };
  const send = (askId: string, photoId: string, body: Uint8Array, query = "") =>
    fetch(`${own.api.http}/api/v1/field/asks/${askId}/photos/${photoId}${query}`, {
      method: "POST",
      headers: { ...own.api.headers(), "content-type": "image/jpeg" },
      body: Buffer.from(body),
    });
  const scene = async (id: string) => (await house.file(id)).scene;
  let id = "";
  let askId = "";

  test("steps with their times by kind of lift, told late and in any order, also after the end", async () => {
    id = await call();
    askId = (await ownAsk(id)).askId;
    await tell(askId, "accept");
    await tell(askId, "arrived", { position: null });
    const arrivedAt = house.clock.now();
    await house.forward(minutes(5));
    await tell(askId, "step", { step: "power", done: true, at: arrivedAt + minutes(2) }, keyFor("power", askId));
    await tell(askId, "step", { step: "open", done: true, at: arrivedAt + minutes(4) }, keyFor("open", askId));
    await tell(askId, "step", { step: "power", done: true }, keyFor("power by the other phone", askId));
    const found = await scene(id);
    expect(found.procedure).toMatchObject({ certainty: "recalled" });
    expect(found.procedure?.steps.map(({ step }) => step)).toContain("level");
    expect(found.steps).toEqual([
      { step: "power", done: true, at: arrivedAt + minutes(2), by: own.name },
      { step: "open", done: true, at: arrivedAt + minutes(4), by: own.name },
    ]);
  });

  test("a photo is stored once, without what tells of place and phone, and is shown to who may read the rescue", async () => {
    const photoId = keyFor("photo", 1);
    const body = jpeg("GPS 31.2 121.4");
    for (const _ of ["once", "again"]) expect((await send(askId, photoId, body, "?step=open")).status).toBe(200);
    expect((await scene(id)).photos).toMatchObject([{ photoId, step: "open", kept: true }]);
    const read = (api: typeof own.api) =>
      fetch(`${api.http}/api/v1/incidents/${id}/photos/${photoId}`, { headers: api.headers() });
    const shown = await read(house.admin);
    expect([shown.status, shown.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
    const bytes = Buffer.from(await shown.arrayBuffer());
    expect(bytes.includes("Exif")).toBe(false);
    expect(bytes.subarray(-100)).toEqual(body.subarray(-100));
    expect((await read(own.api)).status).toBe(403);
    const { regions } = await house.admin.get("/api/v1/regions", regionList);
    const elsewhereCode = regions.find(
      ({ code }) =>
        code !== "100000" && !must(house.lift(0).regionCode, "region").startsWith(code.replace(/(00)+$/, "")),
    )?.code;
    const elsewhere = await house.person("far-officer", "officer", {
      kind: "region",
      code: must(elsewhereCode, "another region"),
    });
    expect((await read(elsewhere)).status).toBe(403);
  });

  test.each([
    ["no JPEG", Buffer.from("<script>alert(1)</script>".repeat(20)), 422],
    ["too large", jpeg("", 420_000), 413],
  ])("%s is refused, and leaves nothing", async (_name, body, status) => {
    expect((await send(askId, keyFor("bad photo", status), body)).status).toBe(status);
    expect((await scene(id)).photos).toHaveLength(1);
  });

  test("another crew's task takes no photo of this one", async () => {
    const elsewhere = await send(keyFor("no ask", 1), keyFor("photo", 2), jpeg(""));
    expect(elsewhere.status).toBe(404);
  });

  test("freed, handed to repair in words, signed for: the maintenance unit hears what is wrong", async () => {
    await tell(askId, "freed", { count: 1, injured: 0, by: "crew" });
    await tell(askId, "secured", { state: "stopped" });
    const repair = { what: "门机皮带断", to: null };
    await tell(askId, "repair", repair);
    await tell(askId, "repair", repair, keyFor("repair by the other phone", askId));
    const { timeline: told, notices } = await house.file(id);
    expect(told.filter(({ type }) => type === "HandedToRepair").map(({ data }) => data.what)).toEqual([repair.what]);
    expect(notices.find(({ purpose }) => purpose === "repair-asked")?.body).toContain("（门机皮带断）");
    const sign = { name: "王建国", role: "物业值班", path: "M10 20L30 40L50 20", remark: null };
    await tell(askId, "sign", sign);
    await expect(
      tell(askId, "sign", { ...sign, path: 'M0 0"/><script>' }, keyFor("forged", askId)),
    ).rejects.toMatchObject({ status: 400 });
    expect(await scene(id)).toMatchObject({ handBack: { signed: true }, signature: sign });
    await tell(askId, "close", { cause: "301", method: "level-door", note: null });
    // No name and no line of a hand in the stream or the row.
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from platform.stream_event
      where body::text like '%王建国%' or body::text like '%M10 20%'`.execute(house.running.platform.database.db);
    expect(rows[0]?.n).toBe(0);
    // Late from the outbox: recorded, and the rescue stays closed.
    await tell(askId, "step", { step: "shut", done: true }, keyFor("shut", askId));
    expect((await send(askId, keyFor("late photo", 1), jpeg("late"))).status).toBe(200);
    expect((await row(id)).stage).toBe("closed");
    expect((await scene(id)).photos).toHaveLength(2);
  });

  test("photos and names are deleted with their time; that there were some stays on record", async () => {
    await house.forward(minutes(60 * 24 * 181));
    expect((await scene(id)).photos).toMatchObject([{ kept: false }, { kept: false }]);
    expect((await scene(id)).signature).toMatchObject({ name: "王建国" });
    await house.forward(minutes(60 * 24 * 1_000));
    expect(await scene(id)).toMatchObject({ handBack: { signed: true }, signature: null });
  });
});
