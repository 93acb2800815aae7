/**
 * The watchdog's judgement, without clock, network or disk.
 * well → (bad looks, `after` in a row) → alarm → (two good looks in a row) → well.
 * An alarm is told at once, then every `repeatMs` until somebody acknowledges it; its end is told once. What no channel
 * took is due again at the next look.
 */
export type Look = { readonly at: number; readonly problem: string | null };
export type Alarm = {
  readonly id: string;
  readonly since: number;
  readonly problem: string;
  readonly toldAt: number | null;
  readonly times: number;
  readonly acknowledged: { readonly by: string; readonly at: number } | null;
};
export type WatchState = {
  readonly bad: number;
  readonly badSince: number | null;
  readonly good: number;
  readonly alarm: Alarm | null;
  /** An end that no channel has taken yet. */
  readonly ended: { readonly since: number; readonly at: number; readonly problem: string } | null;
};
export type Telling = { readonly kind: "alarm" | "again" | "recovered"; readonly text: string };
export type Rules = { readonly name: string; readonly after: number; readonly repeatMs: number };

export const atRest: WatchState = { bad: 0, badSince: null, good: 0, alarm: null, ended: null };
const goodLooksToEnd = 2;

/** What a look changes. */
export function judge(state: WatchState, look: Look, rules: Rules): WatchState {
  if (look.problem === null) {
    const good = state.good + 1;
    const calm = { ...state, bad: 0, badSince: null, good };
    if (state.alarm === null || good < goodLooksToEnd) return calm;
    const { since, problem, times } = state.alarm;
    // Nobody ever heard of it: then its end is no news either.
    const ended = times === 0 ? null : { since, at: look.at, problem };
    return { ...calm, alarm: null, ended };
  }
  const [bad, badSince] = [state.bad + 1, state.badSince ?? look.at];
  const worse = { ...state, bad, badSince, good: 0 };
  if (state.alarm !== null) return { ...worse, alarm: { ...state.alarm, problem: look.problem } };
  if (bad < rules.after) return worse;
  const alarm = { id: `${badSince}`, since: badSince, problem: look.problem };
  return { ...worse, alarm: { ...alarm, toldAt: null, times: 0, acknowledged: null } };
}

/** What must be told now, if anything. */
export function tellingDue(state: WatchState, now: number, rules: Rules): Telling | null {
  const { alarm, ended } = state;
  if (alarm !== null) {
    const { toldAt, acknowledged } = alarm;
    if (toldAt === null) return { kind: "alarm", text: alarmText(rules.name, alarm) };
    if (acknowledged !== null || now - toldAt < rules.repeatMs) return null;
    return { kind: "again", text: againText(rules.name, alarm, now) };
  }
  return ended === null ? null : { kind: "recovered", text: recoveredText(rules.name, ended) };
}

/** Read on a telephone at night by somebody half asleep: what is wrong, since when, what to do now; Chinese first. */
const alarmText = (name: string, { problem, since }: Alarm): string =>
  [
    `【升平看门狗】${name}：平台异常`,
    problem,
    `${clock(since)}（北京时间）起。先用纸质备用册和电话处置，再查平台；有人处理后执行：sp watch ack 姓名`,
    `The platform ${name} is not well since ${clock(since)}, Beijing time. Work by paper and telephone first, then see to the platform; whoever does so runs: sp watch ack NAME`,
  ].join("\n");

const againText = (name: string, { problem, since, times }: Alarm, now: number): string => {
  const minutes = Math.round((now - since) / 60_000);
  return [
    `【升平看门狗】${name}：平台仍然异常，已 ${minutes} 分钟，第 ${times + 1} 次提醒`,
    problem,
    "有人处理后执行：sp watch ack 姓名",
    `The platform ${name} is still not well after ${minutes} min, told ${times + 1} times. Whoever sees to it runs: sp watch ack NAME`,
  ].join("\n");
};

const recoveredText = (name: string, { since, at, problem }: NonNullable<WatchState["ended"]>): string => {
  const minutes = Math.max(1, Math.round((at - since) / 60_000));
  return [
    `【升平看门狗】${name}：平台已恢复，异常约 ${minutes} 分钟。请补登纸上的记录。`,
    problem,
    `The platform ${name} is well again after about ${minutes} min. Enter what was written on paper.`,
  ].join("\n");
};

/** After a channel has taken it. */
export function told(state: WatchState, { kind }: Telling, at: number): WatchState {
  if (kind === "recovered") return { ...state, ended: null };
  const { alarm } = state;
  return alarm === null ? state : { ...state, alarm: { ...alarm, toldAt: at, times: alarm.times + 1 } };
}

export function acknowledge(
  state: WatchState,
  id: string,
  by: { readonly by: string; readonly at: number },
): WatchState {
  const { alarm } = state;
  return alarm === null || alarm.id !== id ? state : { ...state, alarm: { ...alarm, acknowledged: by } };
}

/** `11-27 03:30:05` in Beijing, where the people are who read it. */
export const clock = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(5, 19).replace("T", " ");
