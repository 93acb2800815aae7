import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { explainedReply, type OwnFrame, ownFrames } from "../../src/rooms/devices/contract/own-frames.ts";
import type { Answer, Command, Options } from "./command.ts";
import { CommandError, connect, ownPlace } from "./connection.ts";
import { type IngestDoor, openIngest, withGateway } from "./ingest-door.ts";
import { framesOf, type PlayedFrame } from "./played-file.ts";

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const lookEveryMs = 1_000;

const loginHelp = [
  "--login: 设备账号文件（`sp devices enrol CODE --json` 的输出）；厂家在任何地方都可用，配合 --url 写平台地址。",
  "  FILE as `sp devices enrol CODE --json` prints it: a maker needs nothing else, from anywhere, with the platform's address in --url.",
];

/** For a maker's engineer: a file of frames as his device would send it, and his frames as the platform took them. */
export const playCommands: readonly Command[] = [
  {
    name: "devices play",
    parameters: [{ name: "FILE.ndjson" }],
    takes: ["code", "login", "url", "rate"],
    help: [
      "把报文文件当作一台设备逐条发出，并显示每条的去向：收下、拒收或隔离及理由，以及平台读出的内容。",
      "Plays a file of frames as a device and prints the fate of each: stored, refused or quarantined with the reason, and the readings that came of it.",
      "与真实报文一样计入：文件中的报警会派单。 They count like any other: an alarm in the file calls a crew.",
      'FILE: 每行一条。 A frame a line: {"channel":"state",…} of the unified interface; {"hex":"e0 2c …"} or any other line in the device\'s own dialect.',
      "--code: 电梯代码；行内有 registerCode 时可不写。 The lift, where the lines do not name it as registerCode.",
      ...loginHelp,
      "  不写 --login 时以本机平台的临时网关发送，设备密码不变。 Without it, a passing gateway of this machine's platform sends them.",
      "--rate: 每秒条数；不写则一条应答后发下一条。 Frames a second; one after the other as they are answered when left out.",
      "全部收下时退出码 0，否则 1。 Exits 0 when all were taken, else 1.",
    ],
    run: ([file = ""], options) => play(file, options),
  },
  {
    name: "devices frames",
    parameters: [],
    takes: ["login", "url", "watch"],
    help: [
      "设备最近的报文及去向，--watch 持续显示新的。 The device's last frames and what came of each; --watch goes on with new ones.",
      ...loginHelp,
    ],
    run: (_args, options) => show(options),
  },
];

const loginFile = z.object({ registerCode: z.string(), username: z.string(), password: z.string() });
type Own = z.infer<typeof loginFile>;

const textOf = (file: string): Promise<string> =>
  readFile(file, "utf8").catch(() => {
    throw new CommandError(`读不到文件。 "${file}" cannot be read.`);
  });

async function ownLogin(file: string): Promise<Own> {
  const text = await textOf(file);
  try {
    return loginFile.parse(JSON.parse(text));
  } catch {
    throw new CommandError(
      `"${file}": 应含 registerCode、username、password。 should hold registerCode, username and password`,
    );
  }
}

const doorOf = async (own: Own, url: string | undefined): Promise<IngestDoor> =>
  openIngest(url === undefined ? await ownPlace() : { http: url }, own);

async function play(file: string, options: Options): Promise<Answer> {
  const frames = framesOf(await textOf(file));
  const rate = options.rate === undefined ? undefined : Number(options.rate);
  if (rate !== undefined && !(rate > 0))
    throw new CommandError(`--rate "${options.rate}": 应大于 0。 no number above 0`);
  const own = options.login === undefined ? undefined : await ownLogin(options.login);
  const plan = withCodes(frames, options.code ?? own?.registerCode);
  const fates =
    own === undefined ? await asGateway(plan, rate) : await sendAll(await doorOf(own, options.url), plan, rate);
  return summed(fates);
}

type Addressed = PlayedFrame & { readonly code: string };

/** `--code` goes before what a line says: a recording of one lift is played as another. */
function withCodes(frames: readonly PlayedFrame[], code: string | undefined): Addressed[] {
  return frames.map((frame) => {
    const named = code ?? frame.code;
    if (named === undefined)
      throw new CommandError(
        `第 ${frame.line} 行没有电梯代码，请用 --code。 Line ${frame.line} names no lift: --code CODE`,
      );
    return { ...frame, code: named };
  });
}

async function asGateway(frames: readonly Addressed[], rate: number | undefined): Promise<Fate[]> {
  const codes = [...new Set(frames.map(({ code }) => code))];
  if (codes.length === 0) return [];
  return withGateway(await connect(), { name: "sp devices play", codes }, (door) => sendAll(door, frames, rate));
}

type Fate = {
  readonly line: number;
  readonly result: "stored" | "repeated" | "quarantined" | "refused";
  readonly reason: string | null;
  readonly readings: readonly Readonly<Record<string, unknown>>[];
};

async function sendAll(door: IngestDoor, frames: readonly Addressed[], rate: number | undefined): Promise<Fate[]> {
  const fates: Fate[] = [];
  const begunAt = performance.now();
  for (const [at, frame] of frames.entries()) {
    if (rate !== undefined) await pause(Math.max(0, begunAt + (at * 1_000) / rate - performance.now()));
    const fate = await sendOne(door, frame);
    say(lineOf(fate));
    fates.push(fate);
  }
  return fates;
}

async function sendOne(door: IngestDoor, { line, channel, code, payload }: Addressed): Promise<Fate> {
  const path = `/ingest/v1/${encodeURIComponent(code)}/${channel}?explain=1`;
  const { named, readings = [] } = explainedReply.parse(await door.send("POST", path, payload));
  const [first] = named;
  return { line, result: first?.result ?? "stored", reason: first?.reason ?? null, readings };
}

const words = {
  stored: "✓ 收下 stored     ",
  repeated: "= 重复 repeated   ",
  quarantined: "✗ 隔离 quarantined",
  refused: "✗ 拒收 refused    ",
} as const;

const lineOf = ({ line, result, reason, readings }: Fate): string =>
  [`${String(line).padStart(5)} ${words[result]}${reason === null ? "" : `  ${reason}`}`, ...readings.map(shown)].join(
    "\n",
  );
/** Fields that a reading leaves open are not printed. */
const shown = (reading: Readonly<Record<string, unknown>>): string => `        → ${JSON.stringify(reading)}`;

function summed(fates: readonly Fate[]): Answer {
  const count = (result: Fate["result"]): number => fates.filter((fate) => fate.result === result).length;
  const counts = {
    stored: count("stored"),
    repeated: count("repeated"),
    quarantined: count("quarantined"),
    refused: count("refused"),
  };
  const line = Object.entries(counts)
    .map(([result, n]) => `${n} ${result}`)
    .join(", ");
  return { lines: [line], json: { ...counts, frames: fates }, ok: counts.quarantined + counts.refused === 0 };
}

async function show({ login, url, watch }: Options): Promise<Answer> {
  if (login === undefined)
    throw new CommandError("请用 --login 写设备账号文件。 Name the device's login: --login FILE");
  const own = await ownLogin(login);
  const door = await doorOf(own, url);
  const known = new Set<string>();
  for (;;) {
    const path = `/ingest/v1/${encodeURIComponent(own.registerCode)}/frames`;
    const frames = ownFrames.parse(await door.send("GET", path)).frames.toReversed();
    if (watch !== true) return { lines: frames.map(ownLine), json: { frames }, ok: true };
    for (const frame of frames) {
      const key = `${frame.receivedAt} ${frame.topic} ${frame.text}`;
      if (!known.has(key)) say(ownLine(frame));
      known.add(key);
    }
    // What has left the platform's list never comes again.
    if (known.size > 10_000) known.clear();
    await pause(lookEveryMs);
  }
}

const ownLine = ({ receivedAt, topic, verdict, reason, text, readings }: OwnFrame): string =>
  [
    `${new Date(receivedAt).toISOString()} ${words[verdict]} ${topic}${reason === null ? "" : `  ${reason}`}`,
    `        ${text.slice(0, 200)}`,
    ...readings.map(shown),
  ].join("\n");
