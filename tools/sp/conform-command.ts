import { writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import {
  type DockingCheck,
  type DockingReport,
  dockingCheck,
  dockingList,
  dockingReport,
} from "../../src/rooms/devices/contract/docking.ts";
import { type DockingItem, dockingItems } from "../../src/rooms/devices/contract/docking-items.ts";
import type { Answer, Command, Options } from "./command.ts";
import { CommandError, type Connection, connect } from "./connection.ts";

const tell = (line: string): void => void process.stderr.write(`${line}\n`);
const checks = "/api/v1/docking-checks";
const lookEveryMs = 1_000;

/** The docking check in a terminal: the same items as on its page. */
export const conformCommand: Command = {
  name: "devices conform",
  parameters: [],
  takes: ["lift", "watch", "every", "voice", "save"],
  help: [
    "对接查验：看一台电梯的实时报文，逐项打钩；全部合格时结束并保存已签名的报告，退出码 0，否则 1。",
    "Docking check: watches one lift live and ticks every item; when all are green it ends, saves the signed report and exits 0, else 1.",
    "--watch: 开始查验（或接着看正在进行的）。 Begins a check, or goes on with the open one; Ctrl-C leaves it open.",
    "不写 --watch: 显示最近一次查验的现状。 Without it: how the last check stands.",
    "--every: 设备约定的上报间隔，默认 10 秒。 The device promises a state at least so often; 10 s when left out.",
    "--voice: 登记某人已与轿厢双向通话。 Records that NAME spoke with the car both ways.",
    "--save: 报告文件。 Where the report goes; docking-CODE.json when left out.",
  ],
  run: async (_args, options) => {
    const { lift, watch } = options;
    if (lift === undefined)
      throw new CommandError("请用 --lift 写电梯代码。 Name the lift: sp devices conform --lift CODE --watch");
    const server = await connect();
    return watch === true ? follow(server, lift, options) : standing(server, lift, options);
  },
};

const parsed = async (answer: Promise<unknown>): Promise<DockingCheck> => dockingCheck.parse(await answer);

async function follow(server: Connection, code: string, { every, voice, save }: Options): Promise<Answer> {
  const promised = every === undefined ? {} : { promisedSeconds: Number(every) };
  let check = await parsed(server.call("POST", checks, { code, ...promised }));
  tell(`${check.registerCode} ${check.place}: ${check.id}`);
  if (voice !== undefined) check = await speak(server, check, voice);
  const shown = new Map<string, string>();
  for (;;) {
    tellChanges(check, shown);
    if (check.state !== "open") break;
    check = isGreen(check)
      ? await parsed(server.call("POST", `${checks}/${check.id}/finish`, {}))
      : await waitForMore(server, check);
  }
  return ended(server, check, save ?? `docking-${check.registerCode}.json`);
}

/** The alarm test stays open as long as somebody watches and it is still to come. */
async function waitForMore(server: Connection, check: DockingCheck): Promise<DockingCheck> {
  const missing = check.items.some(({ key, state }) => key === "alarm" && state !== "ok");
  if (missing && check.alarmTestUntil === null) {
    tell('→ 请发出带 "test": true 的报警。 Now send the alarm with "test": true.');
    return parsed(server.call("POST", `${checks}/${check.id}/alarm-test`, {}));
  }
  await pause(lookEveryMs);
  return parsed(server.call("GET", `${checks}/${check.id}`));
}

const speak = (server: Connection, { id }: DockingCheck, name: string): Promise<DockingCheck> =>
  parsed(server.call("POST", `${checks}/${id}/voice`, { heard: true, name }));

const marks = { ok: "✓", bad: "✗", open: "·" } as const;
const lineOf = (item: DockingItem, { state, found }: DockingCheck["items"][number]): string => {
  const wanted = state === "ok" ? "" : `  ← ${item.wantZh} ${item.wantEn}`;
  return `${marks[state]} ${item.zh} ${item.en}${item.required ? "" : " (选报 optional)"}  ${found}${wanted}`;
};

/** A line for each item whose mark is another one than before. */
function tellChanges(check: DockingCheck, shown: Map<string, string>): void {
  for (const [item, state] of itemsOf(check)) {
    if (shown.get(item.key) === state.state) continue;
    shown.set(item.key, state.state);
    tell(lineOf(item, state));
  }
}

function itemsOf(check: DockingCheck): [DockingItem, DockingCheck["items"][number]][] {
  const states = new Map(check.items.map((item) => [item.key, item]));
  return dockingItems[check.kind].flatMap((item) => {
    const state = states.get(item.key);
    return state === undefined ? [] : [[item, state]];
  });
}

const isGreen = (check: DockingCheck): boolean =>
  itemsOf(check).every(([item, { state }]) => !item.required || state === "ok");

async function ended(server: Connection, check: DockingCheck, file: string): Promise<Answer> {
  if (check.state === "abandoned") return { lines: ["已放弃 abandoned"], json: { check }, ok: false };
  const report: DockingReport = dockingReport.parse(await server.call("GET", `${checks}/${check.id}/report`));
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
  const ok = check.state === "passed";
  const lines = [...linesOf(check), `报告 report: ${file}  SHA-256 ${report.hash}`];
  return { lines, json: { check, report, file }, ok };
}

const linesOf = (check: DockingCheck): string[] => [
  ...itemsOf(check).map(([item, state]) => lineOf(item, state)),
  { open: "进行中 open", passed: "合格 passed", failed: "不合格 not passed", abandoned: "已放弃 abandoned" }[
    check.state
  ],
];

const named = z.object({ id: z.string() });

async function standing(server: Connection, code: string, { voice, save }: Options): Promise<Answer> {
  const lift = named.parse(await server.call("GET", `/api/v1/lifts/by-code/${encodeURIComponent(code)}`));
  const list = dockingList.parse(await server.call("GET", `${checks}?liftId=${lift.id}&limit=1`));
  const [last] = list.checks;
  if (last === undefined)
    throw new CommandError(`这台电梯还没有查验过。 No check yet: sp devices conform --lift ${code} --watch`);
  const check = voice !== undefined && last.state === "open" ? await speak(server, last, voice) : last;
  if (check.state !== "open" && save !== undefined) return ended(server, check, save);
  return { lines: linesOf(check), json: { check }, ok: check.state === "passed" };
}
