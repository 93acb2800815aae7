import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import {
  code,
  type DutiesDesk,
  everything,
  local,
  ok,
  openDutiesDesk,
  person,
} from "../../../tests/support/duties-desk.ts";
import { bindDocument, mendHead, withdrawDocument } from "./actions/bind-document.ts";
import { bindMeasure, confirmDuty, mendDuty, setSchedule } from "./actions/change-duty.ts";
import { decisionsToFollow } from "./actions/follow-decisions.ts";
import { lookAtDuty } from "./actions/keep-clock.ts";
import { closeDecision, keepMeeting } from "./actions/meetings.ts";
import { addNoteEvidence, finishItem, waiveItem } from "./actions/report-item.ts";
import { closeUrge, issueUrge, replyToUrge } from "./actions/urges.ts";
import { addDays, beginOf } from "./model/china-days.ts";
import { itemState } from "./model/due-state.ts";
import { compareDocuments } from "./views/compare-documents.ts";
import { readDutyList } from "./views/duty-list.ts";
import { stateOn } from "./views/item-scope.ts";
import { listMeetings } from "./views/list-meetings.ts";
import { listUrges } from "./views/list-urges.ts";
import { unitSheet } from "./views/unit-sheet.ts";

let desk: DutiesDesk;
let needs: DutiesDesk["needs"];
beforeAll(async () => {
  desk = await openDutiesDesk();
  needs = desk.needs;
});

describe("on the clock", () => {
  let id = "";
  beforeAll(async () => {
    await desk.goTo("2026-11-23");
    id = await desk.bring(local.replace("8号", "20号"));
  });

  test("nobody is bound before region, units and days are confirmed, and only within the region", async () => {
    expect(await code(desk.match(id, "县市场监管局", "SJ"))).toBe("DUTIES_REGION_FIRST");
    await ok(bindDocument(needs, { ...desk.as(), id, regionCode: "990121" }));
    const { units: named } = await desk.review(id);
    expect(named.find(({ unit }) => unit === "县市场监管局")?.candidates[0]).toMatchObject({
      name: "示范县市场监督管理局",
      how: "same-office",
    });
    expect(named.flatMap(({ candidates }) => candidates.map(({ organisationId }) => organisationId))).not.toContain(
      desk.units.LX,
    );
    expect(await code(desk.match(id, "县市场监管局", "LX"))).toBe("DUTIES_UNIT_OUTSIDE");
    const drill = await desk.dutyWith(id, "演练");
    await ok(confirmDuty(needs, { ...desk.as(), id: drill.id, version: drill.version }));
    expect((await desk.dutyWith(id, "演练")).lacks).toEqual(["owner"]);
    expect((await desk.boardOf([everything], { document: id })).items).toEqual([]);
    await ok(desk.match(id, "县市场监管局", "SJ"));
    expect((await desk.dutyWith(id, "演练")).lacks).toEqual([]);
    const { items } = await desk.boardOf([everything], { document: id });
    expect(items).toMatchObject([{ organisation: "示范县市场监督管理局", dueOn: "2026-12-31", state: "not-due" }]);
  });

  test("a duty that says 定期 waits for a person's period", async () => {
    const housing = await desk.dutyWith(id, "主体责任");
    await ok(confirmDuty(needs, { ...desk.as(), id: housing.id, version: housing.version }));
    await ok(desk.match(id, "县住建局", "ZJ"));
    const waiting = await desk.dutyWith(id, "主体责任");
    expect([waiting.lacks, waiting.schedule]).toEqual([["schedule"], null]);
    const schedule = { days: [], every: { period: "P1M", first: "2026-11-30" } };
    await ok(setSchedule(needs, { ...desk.as(), id: waiting.id, version: waiting.version, schedule }));
    expect(
      (await desk.boardOf([everything], { document: id })).items.map(({ organisation, dueOn }) => [
        organisation,
        dueOn,
      ]),
    ).toEqual([
      ["示范县住房和城乡建设局", "2026-11-30"],
      ["示范县市场监督管理局", "2026-12-31"],
    ]);
  });

  test("days come by themselves: due, reminded once, overdue, and the next one", async () => {
    await desk.goTo("2026-12-02");
    const { items, counts } = await desk.boardOf([everything], { document: id });
    expect(items.map(({ dueOn, state }) => [dueOn, state])).toEqual([
      ["2026-11-30", "overdue"],
      ["2026-12-31", "due"],
      ["2026-12-31", "not-due"],
    ]);
    expect(counts).toMatchObject({ overdue: 1 });
    const notices = async () =>
      (
        await sql<{ n: number }>`select count(*) as n from platform.notice where subject like 'duties/%'`.execute(
          needs.database.db,
        )
      ).rows[0]?.n;
    const before = await notices();
    expect(before).toBeGreaterThan(0);
    await desk.goTo("2026-12-02");
    expect(await notices()).toBe(before);
  });

  test("done only with evidence, once; waived only with a reason, by who decides", async () => {
    const { items } = await desk.boardOf([everything], { document: id });
    const [late, drill] = [items[0], items.find(({ organisation }) => organisation.includes("市场"))];
    const unit = person("use-unit-manager", { kind: "organisation", id: desk.units.ZJ as never });
    expect(
      (
        await desk.boardOf(unit.kind === "key" ? unit.grants.map(({ scope }) => scope) : [], { document: id })
      ).items.every(({ organisationId }) => organisationId === desk.units.ZJ),
    ).toBe(true);
    expect(await code(finishItem(needs, { ...desk.as(unit), id: drill?.id ?? "", note: "" }))).toBe(
      "DUTIES_OUT_OF_SCOPE",
    );
    expect(await code(finishItem(needs, { ...desk.as(unit), id: late?.id ?? "", note: "" }))).toBe(
      "DUTIES_NO_EVIDENCE",
    );
    await ok(addNoteEvidence(needs, { ...desk.as(unit), id: late?.id ?? "", text: "已督促 12 家物业企业" }));
    await ok(finishItem(needs, { ...desk.as(unit), id: late?.id ?? "", note: "" }));
    expect(await code(finishItem(needs, { ...desk.as(unit), id: late?.id ?? "", note: "" }))).toBe(
      "DUTIES_ITEM_CLOSED",
    );
    expect(await code(waiveItem(needs, { ...desk.as(unit), id: drill?.id ?? "", reason: "x" }))).toBe(
      "DUTIES_OUT_OF_SCOPE",
    );
    await ok(waiveItem(needs, { ...desk.as(), id: drill?.id ?? "", reason: "已并入市级演练" }));
    const closed = await desk.boardOf([everything], { document: id, state: "closed" });
    expect(closed.items.map(({ state, late: isLate }) => [state, isLate]).toSorted()).toEqual([
      ["done", true],
      ["waived", false],
    ]);
    const sheet = await unitSheet(needs.database.db, {
      id: desk.units.ZJ ?? "",
      year: 2026,
      scopes: [everything],
      today: desk.today(),
    });
    expect(sheet?.tally).toMatchObject({ doneLate: 1, doneInTime: 0, overdue: 0, inTimeShare: 0 });
    expect(sheet?.duties.map(({ role }) => role)).toContain("joint");
  });

  test("a measure fills the evidence on the day and not before, with definition and moment", async () => {
    const cover = await desk.dutyWith(id, "平台");
    await ok(confirmDuty(needs, { ...desk.as(), id: cover.id, version: cover.version }));
    const confirmed = await desk.dutyWith(id, "平台");
    expect(confirmed.schedule).toEqual({ days: ["2026-12-10"], every: null });
    await ok(
      bindMeasure(needs, {
        ...desk.as(),
        id: cover.id,
        version: confirmed.version,
        measure: { name: "test.share", op: ">=", value: 75 },
      }),
    );
    const stateOf = async () =>
      (await desk.boardOf([everything], { document: id, state: "overdue" })).items.find(
        ({ measure }) => measure !== null,
      )?.state;
    desk.show(80);
    await desk.goTo("2026-12-09");
    expect(
      (await desk.boardOf([everything], { document: id })).items.find(({ measure }) => measure !== null)?.state,
    ).toBe("due");
    desk.show(60);
    await desk.goTo("2026-12-11");
    expect(await stateOf()).toBe("overdue");
    desk.show(76);
    await desk.goTo("2026-12-12");
    expect(await stateOf()).toBeUndefined();
    const { rows } = await sql<{
      measured: object;
    }>`select measured from duties.evidence where kind = 'measure'`.execute(needs.database.db);
    expect(rows).toMatchObject([
      { measured: { name: "test.share", value: 76, definitionZh: "定义", at: desk.as().at } },
    ]);
  });

  test("killed between two looks the measure is still asked, and looking again and again changes nothing", async () => {
    const cover = await desk.dutyWith(id, "平台");
    const at = desk.as().at;
    await needs.database.transaction((tx) => lookAtDuty(tx, cover.id, { now: at }));
    const { rows } = await sql<{ id: string }>`select id from duties.duty where look_at <= now() + interval '100 years'
      and look_at = (select min(look_at) from duties.duty)`.execute(needs.database.db);
    expect(rows.map((row) => row.id)).toContain(cover.id);
    const all = async () =>
      (await sql`select id, outcome, closed_at from duties.due_item order by id`.execute(needs.database.db)).rows;
    const before = await all();
    await desk.goTo(desk.today());
    await Promise.all(
      [1, 2, 3].map(() => needs.database.transaction((tx) => lookAtDuty(tx, cover.id, { now: at, measured: [] }))),
    );
    expect(await all()).toEqual(before);
  });

  test("the database says of an item what the model says, on every day around its own", async () => {
    const { rows } = await sql<{
      id: string;
      dueOn: string;
      remindOn: string;
      outcome: null;
    }>`select id, to_char(due_on, 'YYYY-MM-DD') as "dueOn",
      to_char(remind_on, 'YYYY-MM-DD') as "remindOn", outcome from duties.due_item`.execute(needs.database.db);
    expect(rows.length).toBeGreaterThan(2);
    for (const shift of [-40, -31, -30, -8, -7, -1, 0, 1, 40])
      for (const { id: item, ...dates } of rows) {
        const day = addDays(dates.dueOn, shift);
        const said = await sql<{
          state: string;
        }>`select ${stateOn(day)} as state from duties.due_item i where i.id = ${item}`.execute(needs.database.db);
        expect([dates, day, said.rows[0]?.state]).toEqual([dates, day, itemState(dates, day)]);
      }
  });

  test("letters have numbers without a gap, the same key is the same letter, and a closed one takes no reply", async () => {
    await desk.goTo("2027-01-02");
    const item = (await desk.boardOf([everything], { document: id })).items[0];
    const letter = { dueItemId: item?.id ?? "", demand: "请于期限内完成并回复", replyBy: "2027-01-09" };
    const key = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
    await Promise.all([1, 2, 3, 1].map((n) => issueUrge(needs, { ...desk.as(), ...letter, key: key(n) })));
    const urges = await listUrges(needs.database.db, { scopes: [everything], today: desk.today() });
    expect(urges.map(({ no }) => no)).toEqual(["督办〔2027〕3号", "督办〔2027〕2号", "督办〔2027〕1号"]);
    const [urge] = urges;
    await ok(replyToUrge(needs, { ...desk.as(), id: urge?.id ?? "", text: "本周完成" }));
    await ok(closeUrge(needs, { ...desk.as(), id: urge?.id ?? "", text: "已核实" }));
    expect(await code(replyToUrge(needs, { ...desk.as(), id: urge?.id ?? "", text: "再回复" }))).toBe(
      "DUTIES_URGE_CLOSED",
    );
  });

  test("a joint meeting is kept once, its decisions bind units of its region, and an outcome is said once", async () => {
    const ask = {
      ...desk.as(),
      key: "00000000-0000-4000-8000-000000000009",
      title: "联席会议",
      heldOn: "2027-01-02",
      regionCode: "990121",
      attendees: "",
      minutes: "",
      decisions: [{ text: "清零", organisationId: desk.units.ZJ ?? "", dueOn: "2027-01-31" }],
    };
    const [a, b] = await Promise.all([keepMeeting(needs, ask), keepMeeting(needs, ask)]);
    expect(a).toEqual(b);
    const foreign = {
      ...ask,
      key: "00000000-0000-4000-8000-000000000008",
      decisions: [{ text: "x", organisationId: desk.units.LX ?? "", dueOn: "2027-01-31" }],
    };
    expect(await code(keepMeeting(needs, foreign))).toBe("DUTIES_UNIT_OUTSIDE");
    const unit = person("use-unit-manager", { kind: "organisation", id: desk.units.ZJ as never });
    const [meeting] = await listMeetings(needs.database.db, unit, desk.today());
    const id = meeting?.decisions[0]?.id ?? "";
    await sql`update identity.organisation set duty_phone = '0571-00000000' where id = ${desk.units.ZJ}`.execute(
      needs.database.db,
    );
    const follow = decisionsToFollow(needs);
    const toldBy = async (day: string): Promise<string[]> => {
      for (const each of await follow.find(beginOf(day), 10)) await follow.run(each, beginOf(day));
      const { rows } = await sql<{ purpose: string }>`select purpose from platform.notice
        where subject = ${`duties/decision/${id}`} order by id`.execute(needs.database.db);
      return rows.map(({ purpose }) => purpose);
    };
    expect(await toldBy("2027-01-27")).toEqual([]);
    expect([await toldBy("2027-01-28"), await toldBy("2027-01-30")]).toEqual([["decision-due"], ["decision-due"]]);
    const told = ["decision-due", "decision-overdue"];
    expect([await toldBy("2027-02-01"), await toldBy("2027-02-02")]).toEqual([told, told]);
    const question = { id: desk.units.ZJ ?? "", year: 2027, scopes: [everything], today: "2027-02-02" };
    const sheet = await unitSheet(needs.database.db, question);
    expect(sheet?.decisions).toMatchObject([{ id, text: "清零", meeting: "联席会议", outcome: null, overdue: true }]);
    expect(sheet?.tally).toMatchObject({ decisions: 1, decisionsOverdue: 1 });
    await ok(closeDecision(needs, { ...desk.as(unit), id, outcome: "已清零" }));
    expect(await code(closeDecision(needs, { ...desk.as(unit), id, outcome: "已清零" }))).toBe("DUTIES_ITEM_CLOSED");
    expect((await unitSheet(needs.database.db, question))?.tally).toMatchObject({ decisions: 1, decisionsOverdue: 0 });
    const other = person("use-unit-manager", { kind: "organisation", id: desk.units.JY as never });
    expect(await listMeetings(needs.database.db, other, desk.today())).toEqual([]);
  });

  test("a duty ends with its document, and the list of duties with it", async () => {
    expect(
      (await readDutyList(needs.database.db, { today: desk.today(), document: id })).map(({ alive }) => alive),
    ).toEqual([true, true, true]);
    await ok(withdrawDocument(needs, { ...desk.as(), id, on: "2027-01-10", reason: "被新文件替代" }));
    await desk.goTo("2027-01-05");
    expect((await desk.boardOf([everything], { document: id })).items.length).toBeGreaterThan(0);
    await desk.goTo("2027-01-11");
    expect((await desk.boardOf([everything], { document: id })).items).toEqual([]);
    expect(await readDutyList(needs.database.db, { today: desk.today(), document: id })).toEqual([]);
  });

  test("days that the document gave follow its words when they are mended; those that a person set stay", async () => {
    const other = await desk.bring(local.replace("8号", "31号"));
    const drill = await desk.dutyWith(other, "演练");
    await ok(confirmDuty(needs, { ...desk.as(), id: drill.id, version: drill.version }));
    const mend = async (cadence: { text: string; period: string | null }[]) => {
      const { id: duty, version, fields } = await desk.dutyWith(other, "演练");
      await ok(mendDuty(needs, { ...desk.as(), id: duty, version, fields: { ...fields, cadence } }));
      return desk.dutyWith(other, "演练");
    };
    expect((await desk.dutyWith(other, "演练")).schedule?.every?.period).toBe("P6M");
    const quarterly = await mend([{ text: "每季度", period: "P3M" }]);
    expect([quarterly.schedule?.every?.period, quarterly.scheduleSource]).toEqual(["P3M", "document"]);
    const vague = await mend([{ text: "定期", period: null }]);
    expect([vague.schedule, vague.scheduleSource, vague.lacks.includes("schedule")]).toEqual([null, null, true]);
    const schedule = { days: [], every: { period: "P1M", first: "2027-01-31" } };
    await ok(setSchedule(needs, { ...desk.as(), id: vague.id, version: vague.version, schedule }));
    const kept = await mend([{ text: "每半年", period: "P6M" }]);
    expect([kept.schedule, kept.scheduleSource]).toEqual([schedule, "person"]);
  });

  test("a lower document is held against the one it carries out", async () => {
    const lower = await desk.bring(local.replace("8号", "30号").replace(/（三）[^\n]*\n/, ""));
    const { document } = await desk.review(lower);
    const head = {
      title: document.title,
      number: document.number,
      issuer: null,
      signedOn: null,
      effectiveOn: null,
      validUntil: null,
    };
    expect(await code(mendHead(needs, { ...desk.as(), id: lower, head: { ...head, implementsId: lower } }))).toBe(
      "DUTIES_WRONG_UPPER",
    );
    await ok(mendHead(needs, { ...desk.as(), id: lower, head: { ...head, implementsId: id } }));
    const found = await compareDocuments(needs.database.db, desk.today(), { a: id, b: lower });
    expect(found).toMatchObject({ ok: true, value: { lower: true, same: 2, onlyB: [] } });
    expect(found.ok && found.value.onlyA.map(({ text }) => text)).toEqual([expect.stringContaining("主体责任")]);
  });
});
