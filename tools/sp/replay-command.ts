import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parse } from "csv-parse/sync";
import { outageReply } from "../../src/rooms/devices/contract/outages.ts";
import { ingestReply } from "../../src/rooms/devices/contract.ts";
import type { Answer, Command, Options } from "./command.ts";
import { CommandError, type Connection, connect } from "./connection.ts";
import { type IngestDoor, withGateway } from "./ingest-door.ts";
import { type EventLine, type History, linesOf, type Outage, readHistory } from "./wmata-history.ts";

const tell = (line: string): void => void process.stderr.write(`${line}\n`);
const linesAtOnce = 2_000;
/** With a speed, frames leave in portions of so much of our own time. */
const tickMs = 200;

/** Recorded histories through the ordinary door, and what came of them beside what the file says. */
export const replayCommand: Command = {
  name: "devices replay",
  parameters: [{ name: "FILE.csv" }],
  takes: ["lifts", "speed"],
  help: [
    "重放停运历史：经普通接入口（HTTP 批量）送入，再与文件逐台核对停运次数和时长；一致时退出码 0。",
    "Feeds a recorded history of outages through the ordinary ingest (HTTP batch), then holds the platform's outages and down-time, unit by unit, against the file.",
    "FILE: unit_id, time_utc, end_time_utc, symptom_description, symptom_category (as Washington's metro wrote it, both vocabularies).",
    "--lifts: CSV with unit,code: 文件中的每台设备对应哪台电梯。 Which lift each unit is; its code is any of the lift's.",
    "--speed: 加速倍数；不写则不等待。 Times faster than it happened; as fast as it goes when left out. Sent again, nothing counts twice.",
  ],
  run: ([file = ""], options) => replay(file, options),
};

async function replay(file: string, { lifts, speed }: Options): Promise<Answer> {
  if (lifts === undefined)
    throw new CommandError("请用 --lifts 写对应表。 Name the lifts: --lifts FILE.csv with unit,code");
  const times = speed === undefined ? undefined : Number(speed);
  if (times !== undefined && !(times > 0))
    throw new CommandError(`倍数应大于 0。 --speed "${speed}" is no number above 0`);
  const history = await historyIn(file);
  const codes = await codesIn(lifts, history.units);
  const lines = linesOf(history.outages, (unit) => codes.get(unit) ?? "");
  const server = await connect();
  const gateway = { name: `replay ${basename(file)}`.slice(0, 120), codes: [...codes.values()] };
  const sent = await withGateway(server, gateway, (door) => sendAll(door, lines, times));
  return compare(server, { history, codes, sent });
}

const textOf = (file: string): Promise<string> =>
  readFile(file, "utf8").catch(() => {
    throw new CommandError(`读不到文件。 "${file}" cannot be read.`);
  });

async function historyIn(file: string): Promise<History> {
  try {
    return readHistory(await textOf(file));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`"${file}": ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function codesIn(file: string, units: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows: string[][] = parse(await textOf(file), { bom: true, trim: true, skip_empty_lines: true });
  const all = new Map(rows.map(([unit = "", code = ""]) => [unit, code]));
  const missing = units.filter((unit) => !all.get(unit));
  if (missing.length > 0)
    throw new CommandError(`"${file}": 缺少 no code for ${missing.length} units: ${missing.slice(0, 10).join(", ")}`);
  const codes = new Map(units.map((unit) => [unit, all.get(unit) ?? ""]));
  if (new Set(codes.values()).size < codes.size)
    throw new CommandError(`"${file}": 一台电梯对应多台设备。 a lift has two units`);
  return codes;
}

type Sent = { frames: number; accepted: number; repeated: number; bad: number; reasons: string[] };

async function sendAll(door: IngestDoor, lines: readonly EventLine[], speed: number | undefined): Promise<Sent> {
  const sent: Sent = { frames: lines.length, accepted: 0, repeated: 0, bad: 0, reasons: [] };
  const [first] = lines;
  const begunAt = performance.now();
  for (let from = 0; from < lines.length; ) {
    const due =
      speed === undefined || first === undefined ? Infinity : first.at + (performance.now() - begunAt) * speed;
    const portion = lines.slice(from, from + linesAtOnce).filter(({ at }) => at <= due);
    if (portion.length === 0) await pause(tickMs);
    else await send(door, portion, sent);
    from += portion.length;
  }
  return sent;
}

async function send(door: IngestDoor, lines: readonly EventLine[], sent: Sent): Promise<void> {
  const body = Buffer.from(`${lines.map((line) => JSON.stringify(line)).join("\n")}\n`);
  const reply = ingestReply.parse(await door.send("POST", "/ingest/v1/batch", body));
  sent.accepted += reply.accepted;
  sent.repeated += reply.repeated;
  sent.bad += reply.quarantined + reply.refused;
  for (const { result, reason } of reply.named)
    if (result !== "repeated" && sent.reasons.length < 10) sent.reasons.push(reason ?? result);
  tell(`${sent.accepted + sent.repeated + sent.bad} / ${sent.frames}`);
}

type Told = { readonly outages: number; readonly downMs: number };
type Done = { readonly history: History; readonly codes: ReadonlyMap<string, string>; readonly sent: Sent };

async function compare(server: Connection, { history, codes, sent }: Done): Promise<Answer> {
  const times = history.outages.map(({ beganAt }) => beganAt);
  const span = `from=${times.reduce((a, b) => Math.min(a, b), Infinity)}&to=${times.reduce((a, b) => Math.max(a, b), 0)}`;
  const units: { unit: string; file: Told; platform: Told }[] = [];
  for (const [unit, code] of times.length === 0 ? [] : codes) {
    const path = `/api/v1/device-outages?code=${encodeURIComponent(code)}&${span}`;
    const { outages, downMs } = outageReply.parse(await server.call("GET", path));
    units.push({ unit, file: countOf(history.outages, unit), platform: { outages, downMs } });
  }
  const differ = units.filter(
    ({ file, platform }) => file.outages !== platform.outages || file.downMs !== platform.downMs,
  );
  const total = (whose: "file" | "platform"): Told => ({
    outages: units.reduce((sum, each) => sum + each[whose].outages, 0),
    downMs: units.reduce((sum, each) => sum + each[whose].downMs, 0),
  });
  const json = {
    units,
    file: total("file"),
    platform: total("platform"),
    differ,
    sent,
    refused: history.refused,
  };
  const lines = [
    `送入 sent: ${sent.frames}（新 new ${sent.accepted}，已有 repeated ${sent.repeated}，未收 not taken ${sent.bad}）`,
    ...sent.reasons.map((reason) => `  ${reason}`),
    ...history.refused.slice(0, 20).map(({ row, reason }) => `  第 ${row} 行 row ${row}: ${reason}`),
    `文件 file:      ${wordsOf(json.file)}`,
    `平台 platform:  ${wordsOf(json.platform)}`,
    `${units.length} 台 units，${differ.length} 台不一致 differ`,
    ...differ.slice(0, 20).map(({ unit, file, platform }) => `  ${unit}: ${wordsOf(file)} | ${wordsOf(platform)}`),
  ];
  return { lines, json, ok: differ.length === 0 && sent.bad === 0 && history.refused.length === 0 };
}

const countOf = (outages: readonly Outage[], unit: string): Told => {
  const own = outages.filter((outage) => outage.unit === unit);
  return {
    outages: own.length,
    downMs: own.reduce((sum, { beganAt, endedAt }) => sum + (endedAt === undefined ? 0 : endedAt - beganAt), 0),
  };
};

const wordsOf = ({ outages, downMs }: Told): string =>
  `${outages} 次停运 outages, ${(downMs / 3_600_000).toFixed(3)} 小时 h`;
