import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { percentile, type Report, rounded, target } from "../../tools/report-line.ts";
import { exportLedger } from "../../tools/sp/ledger.ts";
import { verifyExport } from "../../tools/sp/ledger-verify.ts";
import { createDraws } from "../draws.ts";
import { type ActBook, openActBook } from "./act-book.ts";
import { courses } from "./courses.ts";
import { type CourseName, courseNames, drawPoint, type Point } from "./draw-point.ts";
import {
  type Breaches,
  countEverything,
  eachLine,
  ledgerTwice,
  lookAtIncidents,
  lookAtTables,
  overdue,
  together,
} from "./promises.ts";
import type { Left, Scene } from "./scene.ts";
import { foundTown, type Town, type TownDatabase } from "./town.ts";

export type KillPointOptions = {
  readonly seed: number;
  readonly points: number;
  /** The first point's number: a long run may be cut into pieces, and one point be looked at again. */
  readonly from?: number;
  readonly database: TownDatabase;
  readonly report?: (line: string) => void;
  /** Waited for before each point. */
  readonly pause?: () => Promise<void>;
};

export type KillPointsRun = { readonly report: Report; readonly breaches: Breaches };

const pointLimitMs = 60_000;
const overdueAfterSeconds = 8;

/** Kills the platform with -9 at drawn commits of running incidents and holds what is left against the six promises. */
export async function runKillPoints(options: KillPointOptions): Promise<KillPointsRun> {
  const { database, report = () => {} } = options;
  const folder = mkdtempSync(join(tmpdir(), "sp-kill-points-"));
  const town = await foundTown(database, folder);
  let sound = false;
  try {
    const run = await allPoints(options, { town, folder, report });
    sound = run.report.targets.every(({ ok }) => ok);
    return run;
  } finally {
    await town.stop();
    if (sound) rmSync(folder, { recursive: true, force: true });
    else report(`kept for a look: ${folder}`);
  }
}

type Place = { readonly town: Town; readonly folder: string; readonly report: (line: string) => void };
type Struck = {
  readonly point: Point;
  readonly breaches: Breaches;
  /** What was being said when it was killed; empty: between two words. */
  readonly amid: readonly string[];
  readonly said: number;
  readonly cutAt: "commit" | "end";
  readonly readyMs: number;
};

async function allPoints(options: KillPointOptions, place: Place): Promise<KillPointsRun> {
  const { seed, points, from = 0, pause = async () => {} } = options;
  const commits = await rehearse(options, place);
  const struck: Struck[] = [];
  for (let no = from; no < from + points; no += 1) {
    await pause();
    const one = await strike(options, place, { point: drawPoint(seed, no), commits });
    struck.push(one);
    place.report(lineOf(seed, one));
  }
  const breaches = together([...struck.map((each) => each.breaches), { historyUnsound: await history(place) }]);
  return { breaches, report: reportOf(options, struck, breaches) };
}

/** Each life once without a kill: how many commits it makes. */
async function rehearse(options: KillPointOptions, { town, report }: Place): Promise<ReadonlyMap<CourseName, number>> {
  const commits = new Map<CourseName, number>();
  for (const [i, name] of courseNames.entries()) {
    const before = town.gate.commits();
    const signal = AbortSignal.timeout(pointLimitMs);
    const book = openActBook(signal);
    const left = await courses[name](sceneOf(options, town, { place: i * 2, name: `rehearsal/${name}`, book, signal }));
    const found = await lookAtIncidents(town.client, left);
    const wrong = Object.values(found).flat();
    if (wrong.length > 0) throw new Error(`the life "${name}" is wrong without a kill: ${wrong.join("; ")}`);
    commits.set(name, town.gate.commits() - before);
  }
  report(`commits: ${[...commits].map(([name, count]) => `${name} ${count}`).join(", ")}`);
  return commits;
}

type Staging = { readonly place: number; readonly name: string; readonly book: ActBook; readonly signal: AbortSignal };

function sceneOf({ seed }: KillPointOptions, town: Town, { place, name, book, signal }: Staging): Scene {
  const of = <T>(list: readonly T[], at = place): T => {
    const thing = list[at % list.length];
    if (thing === undefined) throw new Error("the town has no such lift");
    return thing;
  };
  const { desks, crewIds, phoneOf, world, secretOf } = town;
  const [lift, hastyLift] = [of(town.lifts), of(town.hastyLifts)];
  const { stormRegion } = town;
  const seats = town.seats[place % 2 === 0 ? 0 : 1];
  const third = (n: number) => of(town.stormLifts, place * 3 + n);
  const stormLifts = [third(0), third(1), third(2)] as const;
  return {
    name: `${seed}/${name}`,
    lift,
    hastyLift,
    stormLifts,
    stormRegion,
    seats,
    desks,
    crewIds,
    phoneOf,
    world,
    secretOf,
    book,
    signal,
  };
}

type Drawn = { readonly point: Point; readonly commits: ReadonlyMap<CourseName, number> };

async function strike(options: KillPointOptions, place: Place, { point, commits }: Drawn): Promise<Struck> {
  const { town } = place;
  const signal = AbortSignal.timeout(pointLimitMs);
  const book = openActBook(signal);
  const all = point.courses.reduce((sum, name) => sum + (commits.get(name) ?? 0), 0);
  const shut = town.gate.shutAt(1 + Math.floor(point.share * all), point.side, point.laterMs);
  const lives = Promise.allSettled(
    point.courses.map((name, i) =>
      courses[name](
        sceneOf(options, town, { place: point.no * 2 + i, name: `${point.no}/${i}/${name}`, book, signal }),
      ),
    ),
  );
  const cutAt = await Promise.race([shut.then(() => "commit" as const), lives.then(() => "end" as const)]);
  const amid = [...book.underWay()];
  await town.kill();
  const atDeath = await lookAtTables(town.client, book);
  const platform = await comeBack(town, point);
  const played = await lives;
  const left = played.flatMap((life) => (life.status === "fulfilled" ? life.value : []));
  const stuck = played.flatMap((life, i) =>
    life.status === "rejected" ? [`${point.courses[i]}: ${life.reason}`] : [],
  );
  const after = await afterwards({ options, town, book, point, left });
  const breaches = named(point, together([atDeath, after, { notDue: stuck }]));
  return { point, breaches, amid, said: book.acknowledged().length, cutAt, readyMs: platform.readyMs };
}

/** The next platform; where it is drawn so, killed amid its start too. */
async function comeBack(town: Town, { againAfter }: Point) {
  if (againAfter !== null) {
    const shut = town.gate.shutAt(againAfter, "after", 0);
    await Promise.race([shut, town.start()]);
    await town.kill();
  }
  return town.start();
}

type Afterwards = {
  readonly options: KillPointOptions;
  readonly town: Town;
  readonly book: ActBook;
  readonly point: Point;
  readonly left: readonly Left[];
};

/** All lives are over: what is left is looked at, then everything is said once more in a drawn order. */
async function afterwards({ options, town, book, point, left }: Afterwards): Promise<Breaches> {
  const { client } = town;
  const late = await untilNone(() => overdue(client, overdueAfterSeconds));
  const found = [await lookAtTables(client, book), await lookAtIncidents(client, left)];
  const before = JSON.stringify(await countEverything(client));
  const draws = createDraws(options.seed);
  const wrong = await book.repeat((list) => draws.shuffled(list, "repeat", point.no));
  const after = JSON.stringify(await countEverything(client));
  const doubled = before === after ? [] : [`repeats changed ${before} to ${after}`];
  return together([...found, { notDue: late, repeatedTwice: [...wrong, ...doubled] }]);
}

/** Work that is under way is given its time. */
async function untilNone(look: () => Promise<string[]>): Promise<string[]> {
  for (let tries = 0; tries < 40; tries += 1) {
    if ((await look()).length === 0) return [];
    await sleep(250);
  }
  return look();
}

const named = ({ no }: Point, breaches: Breaches): Breaches => eachLine(breaches, (line) => `point ${no}: ${line}`);

/** All ledgers, signed and then checked as somebody else would, from a file. */
async function history({ town, folder }: Place): Promise<string[]> {
  const [admin] = town.desks;
  const call = async (path: string, method = "GET"): Promise<Response> => {
    const body = method === "POST" ? JSON.stringify({ knowingly: false }) : null;
    const headers = { ...admin.headers(), "content-type": "application/json" };
    const reply = await fetch(`${admin.http}${path}`, { method, headers, body });
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
    return reply;
  };
  await call("/api/v1/ledger/checkpoints", "POST");
  const file = join(folder, "ledger.ndjson");
  const page = async (path: string) => {
    const reply = await call(path);
    return { text: await reply.text(), next: reply.headers.get("x-next") };
  };
  const notAsked = (): Promise<never> => Promise.reject(new Error("not asked"));
  await exportLedger({ page, call: notAsked, upload: notAsked }, file);
  const verified = await verifyExport(file, undefined);
  const faults = verified.ok && verified.entries > 0 ? [] : [`the ledgers do not fit: ${JSON.stringify(verified)}`];
  return [...faults, ...(await ledgerTwice(town.client))];
}

function lineOf(seed: number, { point, breaches, amid, cutAt }: Struck): string {
  const count = Object.values(breaches).flat().length;
  const where = cutAt === "end" ? "behind the last word" : `${point.side} a commit`;
  const what = amid.length === 0 ? "while nobody spoke" : `amid ${amid.join(" and ")}`;
  const verdict = count === 0 ? "holds" : `${count} BREACHES: ${Object.values(breaches).flat().join("; ")}`;
  return `seed ${seed} point ${point.no}: ${point.courses.join(" + ")}, killed ${where} ${what}: ${verdict}`;
}

function reportOf(options: KillPointOptions, struck: readonly Struck[], breaches: Breaches): Report {
  const none = (name: string, found: readonly string[]) =>
    target(name, found.length, { op: "=", limit: 0, unit: "breaches" });
  const tally = (words: readonly string[]) =>
    Object.fromEntries([...Map.groupBy(words, (word) => word)].map(([word, all]) => [word, all.length]).toSorted());
  return {
    name: "kill-points",
    seed: options.seed,
    targets: [
      none("acknowledged_lost", breaches.acknowledgedLost),
      none("not_exactly_one", breaches.notExactlyOne),
      none("open_without_due", breaches.notDue),
      none("history_unsound", breaches.historyUnsound),
      none("repeats_that_acted_twice", breaches.repeatedTwice),
      none("streams_not_replayed", breaches.notReplayed),
    ],
    details: {
      points: struck.length,
      from: options.from ?? 0,
      killed_again_in_start: struck.filter(({ point }) => point.againAfter !== null).length,
      cut: tally(struck.map(({ point, cutAt }) => (cutAt === "end" ? "end" : point.side))),
      lives: tally(struck.flatMap(({ point }) => point.courses)),
      amid: tally(struck.flatMap(({ amid }) => (amid.length === 0 ? ["nobody"] : amid))),
      acknowledged: struck.reduce((sum, { said }) => sum + said, 0),
      restart_to_ready_p95_ms: rounded(
        percentile(
          struck.map(({ readyMs }) => readyMs),
          0.95,
        ),
      ),
      breaches,
    },
  };
}
