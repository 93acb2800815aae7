import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayInChina } from "../../../kernel/china-time.ts";
import type { Schedule } from "../contract/duty-fields.ts";
import { lacksOf, standingOf } from "./alive.ts";
import { addDays, addPeriods, beginOf, endOfCalendarPeriod } from "./china-days.ts";
import { itemState } from "./due-state.ts";
import { dueDays, leadDays, proposedSchedule, yearlyReview } from "./schedule.ts";

const day = fc.integer({ min: 0, max: 20_000 }).map((n) => addDays("2010-01-01", n));
const period = fc.constantFrom("P1Y", "P6M", "P3M", "P1M", "P2W", "P1W", "P10D");
const every = fc.record({ period, first: day });
const schedule: fc.Arbitrary<Schedule> = fc.record({ days: fc.array(day, { maxLength: 4 }), every: fc.option(every) });

describe("days of China's calendar", () => {
  test.each([
    ["2026-11-27T15:59:59Z", "2026-11-27"],
    ["2026-11-27T16:00:00Z", "2026-11-28"],
    ["2026-12-31T16:00:00Z", "2027-01-01"],
  ])("at %s it is %s there", (moment, wanted) => {
    expect(dayInChina(Date.parse(moment))).toBe(wanted);
  });

  test("a day begins where it is that day first", () => {
    fc.assert(
      fc.property(day, (each) => {
        expect(dayInChina(beginOf(each))).toBe(each);
        expect(dayInChina(beginOf(each) - 1)).toBe(addDays(each, -1));
      }),
    );
  });

  test.each([
    ["2024-01-31", "P1M", ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]],
    ["2026-06-30", "P6M", ["2026-06-30", "2026-12-31", "2027-06-30"]],
    ["2026-01-30", "P1M", ["2026-01-30", "2026-02-28", "2026-03-30"]],
    ["2024-02-29", "P1Y", ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]],
    ["2026-11-27", "P2W", ["2026-11-27", "2026-12-11", "2026-12-25"]],
  ])("%s and every %s", (first, each, wanted) => {
    const last = wanted.at(-1) ?? "";
    expect(dueDays({ days: [], every: { period: each, first } }, last, null)).toEqual(wanted);
  });

  test.each([
    ["2026-02-10", 6, "2026-06-30"],
    ["2026-07-01", 6, "2026-12-31"],
    ["2026-11-27", 3, "2026-12-31"],
    ["2024-02-01", 1, "2024-02-29"],
  ])("the period of %s with %i months ends on %s", (from, months, wanted) => {
    expect(endOfCalendarPeriod(from, months)).toBe(wanted);
  });

  test("a period later is later, whatever the day", () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 60 }), (first, n) => {
        const month = { count: 1, unit: "M" } as const;
        expect(addPeriods(first, month, n + 1) > addPeriods(first, month, n)).toBe(true);
      }),
    );
  });
});

describe("due days", () => {
  test("are in order, each once, none behind the document's last day", () => {
    fc.assert(
      fc.property(schedule, day, fc.option(day), (one, today, last) => {
        const days = dueDays(one, today, last);
        expect(days).toEqual([...new Set(days)].toSorted());
        if (last !== null) expect(days.every((each) => each <= last)).toBe(true);
      }),
    );
  });

  test("of a rhythm always reach today or later, and one day on nothing of what is still to come is lost", () => {
    fc.assert(
      fc.property(every, day, (one, today) => {
        const now = dueDays({ days: [], every: one }, today, null);
        expect((now.at(-1) ?? "") >= today).toBe(true);
        const tomorrow = dueDays({ days: [], every: one }, addDays(today, 1), null);
        for (const each of now.filter((due) => due > today)) expect(tomorrow).toContain(each);
      }),
    );
  });

  test("reminders come before the day, at most a month", () => {
    fc.assert(
      fc.property(schedule, (one) => {
        expect(leadDays(one)).toBeGreaterThan(0);
        expect(leadDays(one)).toBeLessThanOrEqual(30);
      }),
    );
  });
});

describe("what the words of a document give", () => {
  const rhythm = (text: string, value: string | null) => ({ text, period: value });
  test.each([
    [
      "每半年",
      { deadlines: [], cadence: [rhythm("每半年", "P6M")] },
      { days: [], every: { period: "P6M", first: "2026-12-31" } },
    ],
    [
      "2026-12-10前",
      { deadlines: [{ text: "2026年12月10日前", date: "2026-12-10" }], cadence: [] },
      { days: ["2026-12-10"], every: null },
    ],
    ["定期", { deadlines: [], cadence: [rhythm("定期", null)] }, null],
    ["nothing", { deadlines: [], cadence: [] }, null],
    ["a day that it does not tell", { deadlines: [{ text: "印发后30个工作日内", date: null }], cadence: [] }, null],
    [
      "quarter and half-year, of which neither is dropped without a word",
      { deadlines: [], cadence: [rhythm("季度", "P3M"), rhythm("半年", "P6M")] },
      null,
    ],
    [
      "the same rhythm twice",
      { deadlines: [], cadence: [rhythm("每季度", "P3M"), rhythm("季度", "P3M")] },
      { days: [], every: { period: "P3M", first: "2026-12-31" } },
    ],
  ])("%s", (_, fields, wanted) => {
    expect(proposedSchedule({ text: "", ...fields }, "2026-11-27")).toEqual(wanted);
  });

  test.each([
    ["每年11月30日前将年度情况通报市场监管分局。", "P1Y", "2026-11-30"],
    ["每年3月底前公示上年度履责情况。", "P1Y", "2027-03-31"],
    ["每年1月15日前报市市场监管局。", "P1Y", "2027-01-15"],
    ["每月5日前通过系统报送进展。", "P1M", "2026-12-05"],
    ["应当每月28日前报送工作进展。", "P1M", "2026-11-28"],
  ])("%s is due on that day, not at the end of the period", (text, period, first) => {
    const fields = { text, deadlines: [], cadence: [rhythm("每", period)] };
    expect(proposedSchedule(fields, "2026-11-27")).toEqual({ days: [], every: { period, first } });
  });

  test.each([
    ["每年6月30日、12月31日前各报送一次。", "P1Y"],
    ["每季度末月25日前报送。", "P3M"],
    ["每季度调度一次，每年12月15日前报总体情况。", "P3M"],
    ["每月31日前报送。", "P1M"],
    ["每年2月30日前报送。", "P1Y"],
  ])("%s needs a person", (text, period) => {
    const fields = { text, deadlines: [], cadence: [rhythm("每", period)] };
    expect(proposedSchedule(fields, "2026-11-27")).toBeNull();
  });

  test("a yearly review comes at the end of the year", () => {
    expect(yearlyReview("2026-11-27")).toEqual({ days: [], every: { period: "P1Y", first: "2026-12-31" } });
  });
});

describe("states", () => {
  test("an open item goes not due → due → overdue and never back; a closed one stays", () => {
    const order = ["not-due", "due", "overdue"];
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: 0, max: 60 }),
        day,
        fc.integer({ min: 1, max: 400 }),
        (dueOn, lead, today, later) => {
          const item = { dueOn, remindOn: addDays(dueOn, -lead), outcome: null };
          const [now, then] = [itemState(item, today), itemState(item, addDays(today, later))];
          expect(order.indexOf(then)).toBeGreaterThanOrEqual(order.indexOf(now));
          expect(itemState({ ...item, outcome: "done" }, today)).toBe("done");
        },
      ),
    );
  });

  test("on its day an item is due, the day after it is overdue", () => {
    const item = { dueOn: "2026-12-10", remindOn: "2026-11-10", outcome: null };
    expect(["2026-11-09", "2026-11-10", "2026-12-10", "2026-12-11"].map((today) => itemState(item, today))).toEqual([
      "not-due",
      "due",
      "due",
      "overdue",
    ]);
  });

  const document = { bound: true, effectiveOn: "2026-01-01", validUntil: "2026-12-31", withdrawnOn: null };
  test.each([
    ["2025-12-31", "read"],
    ["2026-01-01", "bound"],
    ["2026-12-31", "bound"],
    ["2027-01-01", "ended"],
  ])("a document that holds in 2026 is on %s %s", (today, wanted) => {
    expect(standingOf(document, today)).toBe(wanted);
  });

  test("a duty lives only when a person confirmed it, its document binds, an organisation owns it and it has days", () => {
    const whole = { confirmed: true, standing: "bound", owners: 1, schedule: yearlyReview("2026-11-27") } as const;
    expect(lacksOf(whole)).toEqual([]);
    expect(lacksOf({ ...whole, schedule: null })).toEqual(["schedule"]);
    expect(lacksOf({ ...whole, owners: 0 })).toEqual(["owner"]);
    expect(lacksOf({ confirmed: false, standing: "ended", owners: 0, schedule: null })).toHaveLength(4);
  });
});
