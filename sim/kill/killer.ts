import { readFileSync, readlinkSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Draws } from "../draws.ts";
import { isReady, type PlatformChild } from "../platform-child.ts";
import type { AlarmLog } from "./alarm-log.ts";

export type KillerOptions = {
  readonly dataDir: string;
  readonly start: () => Promise<PlatformChild>;
  readonly draws: Draws;
  readonly log: AlarmLog;
  readonly kills: number;
  readonly databaseKills: number;
  readonly report: (line: string) => void;
};

export type Kills = {
  readonly platformMs: readonly number[];
  readonly databaseMs: readonly number[];
  readonly platform: PlatformChild;
};

const recoverLimitMs = 60_000;

/** Kills platform and database in drawn order, at drawn moments, half of them within a blink after an alarm was sent. */
export async function killAll(options: KillerOptions, first: PlatformChild): Promise<Kills> {
  const { draws, kills, databaseKills, report, start, dataDir } = options;
  const targets = draws.shuffled(
    [
      ...Array.from({ length: kills }, () => "platform" as const),
      ...Array.from({ length: databaseKills }, () => "database" as const),
    ],
    "targets",
  );
  const platformMs: number[] = [];
  const databaseMs: number[] = [];
  let platform = first;
  for (const [no, target] of targets.entries()) {
    await drawnMoment(options, no);
    if (target === "platform") {
      await platform.kill();
      platform = await start();
      platformMs.push(platform.readyMs);
    } else {
      const begun = performance.now();
      const killed = killDatabase(dataDir);
      platform = await afterDatabase({ platform, start, begun, isAnother: () => isAnother(dataDir, killed) });
      databaseMs.push(performance.now() - begun);
    }
    const ms = target === "platform" ? platformMs.at(-1) : databaseMs.at(-1);
    report(`${no + 1}/${targets.length} ${target} killed, ready after ${Math.round(ms ?? 0)} ms`);
  }
  return { platformMs, databaseMs, platform };
}

async function drawnMoment({ draws, log }: KillerOptions, no: number): Promise<void> {
  await sleep(draws.between(200, 3_500, "wait", no));
  if (!draws.chance(0.5, "at-an-alarm", no)) return;
  await Promise.race([log.nextSent(), sleep(3_000)]);
  await sleep(draws.between(0, 80, "blink", no));
}

/** The postmaster of our own folder and of no other. */
function postmasterOf(dataDir: string): number | undefined {
  try {
    const folder = join(dataDir, "postgres");
    const pid = Number(readFileSync(join(folder, "postmaster.pid"), "utf8").split("\n")[0]);
    if (!Number.isInteger(pid) || pid < 2) return undefined;
    const own = process.platform !== "linux" || readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder);
    return own ? pid : undefined;
  } catch {
    return undefined; // between two lives
  }
}

function killDatabase(dataDir: string): number {
  const pid = postmasterOf(dataDir);
  if (pid === undefined) throw new Error(`no database server of ${dataDir} is running`);
  process.kill(pid, "SIGKILL");
  return pid;
}

function isAnother(dataDir: string, killed: number): boolean {
  const pid = postmasterOf(dataDir);
  return pid !== undefined && pid !== killed;
}

type Recovery = {
  readonly platform: PlatformChild;
  readonly start: () => Promise<PlatformChild>;
  readonly begun: number;
  /** A new server runs: an answer before that came from what was left of the old one. */
  readonly isAnother: () => boolean;
};

/** Ready again by itself, or started again as whoever keeps services running would do. */
async function afterDatabase({ platform, start, begun, isAnother }: Recovery): Promise<PlatformChild> {
  while (performance.now() - begun < recoverLimitMs) {
    if (!platform.running()) return start();
    if (isAnother() && (await isReady(platform.http))) return platform;
    await sleep(20);
  }
  throw new Error(`not ready ${recoverLimitMs / 1_000} s after the database was killed`);
}
