import { describe, expect, test } from "vitest";
import { acknowledge, atRest, judge, type Rules, tellingDue, told, type WatchState } from "./judge.ts";
import { readWatchSettings } from "./settings.ts";

const rules: Rules = { name: "city", after: 3, repeatMs: 600_000 };
const step = 15_000;
type Run = { state: WatchState; now: number; tellings: string[] };

/** Looks every 15 s; `take` says whether the channels take what is told. */
function go(run: Run, looks: readonly (string | null)[], take = true): Run {
  let { state, now } = run;
  const tellings = [...run.tellings];
  for (const problem of looks) {
    now += step;
    state = judge(state, { at: now, problem }, rules);
    const telling = tellingDue(state, now, rules);
    if (telling === null) continue;
    tellings.push(take ? telling.kind : `lost ${telling.kind}`);
    if (take) state = told(state, telling, now);
  }
  return { state, now, tellings };
}
const begun: Run = { state: atRest, now: 0, tellings: [] };
const times = <T>(n: number, value: T): T[] => Array.from({ length: n }, () => value);

describe("the watchdog", () => {
  test("two bad looks are a hiccup; three are an alarm, told once; two good looks are its end, told once", () => {
    expect(go(begun, ["dead", "dead", null, "dead", "dead", null, null]).tellings).toEqual([]);
    const alarmed = go(begun, times(6, "dead"));
    expect(alarmed.tellings).toEqual(["alarm"]);
    expect(alarmed.state.alarm).toMatchObject({ since: step, times: 1, problem: "dead" });
    const flapping = go(alarmed, [null, "dead", null, "dead"]);
    expect(flapping.tellings).toEqual(["alarm"]);
    expect(go(flapping, times(5, null)).tellings).toEqual(["alarm", "recovered"]);
  });

  test("it is told again every ten minutes until somebody acknowledges it; its end is told all the same", () => {
    const hour = go(begun, times(3 + 120, "dead"));
    expect(hour.tellings).toEqual(["alarm", "again", "again", "again"]);
    const known = { ...hour, state: acknowledge(hour.state, String(step), { by: "wang", at: hour.now }) };
    const later = go(known, times(120, "dead"));
    expect(later.tellings).toHaveLength(4);
    expect(go(later, [null, null]).tellings.at(-1)).toBe("recovered");
  });

  test("an acknowledgement of another alarm silences nothing", () => {
    const alarmed = go(begun, times(3, "dead"));
    const other = { ...alarmed, state: acknowledge(alarmed.state, "another", { by: "wang", at: 0 }) };
    expect(go(other, times(41, "dead")).tellings).toEqual(["alarm", "again"]);
  });

  test("what no channel took is tried at every look until one takes it, the end too; an end of what nobody heard is no news", () => {
    const lost = go(begun, times(6, "dead"), false);
    expect(lost.tellings).toEqual(times(4, "lost alarm"));
    expect(go(lost, ["dead"]).tellings.at(-1)).toBe("alarm");
    expect(go(go(lost, [null], false), [null, null]).tellings).toEqual(times(5, "lost alarm"));
    const ended = go(go(begun, times(3, "dead")), [null, null, null], false);
    expect(ended.tellings).toEqual(["alarm", "lost recovered", "lost recovered"]);
    expect(go(ended, [null]).tellings.at(-1)).toBe("recovered");
  });

  test("the problem of the moment is what is told", () => {
    const { state } = go(begun, ["dead", "dead", "dead", "the database does not answer"]);
    expect(state.alarm?.problem).toBe("the database does not answer");
    expect(tellingDue(state, 3 * step + rules.repeatMs, rules)?.text).toContain("the database does not answer");
  });

  test("who reads it at night sees what is wrong, since when in Beijing, and what to do first", () => {
    const alarmed = go(begun, times(2, "dead"));
    const alarm = tellingDue(judge(alarmed.state, { at: 3 * step, problem: "dead" }, rules), 3 * step, rules);
    expect(alarm?.text.split("\n").slice(0, 3)).toEqual([
      "【升平看门狗】city：平台异常",
      "dead",
      "01-01 08:00:15（北京时间）起。先用纸质备用册和电话处置，再查平台；有人处理后执行：sp watch ack 姓名",
    ]);
    const told = go(begun, times(3, "dead"));
    const again = tellingDue(told.state, 3 * step + rules.repeatMs, rules);
    expect(again?.text).toMatch(/已 11 分钟，第 2 次提醒\ndead\n/);
    const ended = judge(judge(told.state, { at: 60_000, problem: null }, rules), { at: 75_000, problem: null }, rules);
    expect(tellingDue(ended, 75_000, rules)?.text).toContain("已恢复，异常约 1 分钟。请补登纸上的记录。");
  });
});

test("a watchdog may have a Chinese name; what would not go into an address is put aside", () => {
  const named = (SP_WATCH_NAME: string) =>
    readWatchSettings({ SP_WATCH_NAME, SP_WATCH_SECRET: "0123456789abcdef", SP_WATCH_COMMAND: "cat" }).name;
  expect(named("二号机房")).toBe("二号机房");
  expect(named("other machine/2")).toBe("other-machine-2");
});
