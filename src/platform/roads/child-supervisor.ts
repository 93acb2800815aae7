import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Log } from "../log.ts";
import { type ChildLink, type Ending, type Ground, startChild } from "./child-link.ts";
import type { Area, RoadOrigin, RoadState } from "./road-types.ts";
import { manifestFile } from "./roads-folder.ts";

const defaultLookMs = 5_000;
const firstPauseMs = 250;
const longestPauseMs = 60_000;
const deathsToFail = 5;
const steadyMs = 60_000;

/** How long to wait before the next start after so many deaths in a row: doubling, bounded. */
export const pauseAfterMs = (deaths: number): number =>
  Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(deaths - 1, 20));

type Options = {
  readonly roadsDir: string;
  readonly log: Pick<Log, "info" | "warn" | "error">;
  readonly lookMs?: number;
};

export async function superviseChild(options: Options): Promise<ChildSupervisor> {
  const supervisor = new ChildSupervisor(options);
  await supervisor.start();
  return supervisor;
}

/**
 * Keeps one child with the roads alive. States and how each is left:
 * `no-roads`  no manifest; left when one appears (looked for every few seconds).
 * `starting`  a child has been started, or will be after a pause; left by its `ready`, or to `failed` below.
 * `ready`     left when the child dies (→ starting) or the manifest changes (→ starting with the new roads).
 * `failed`    the roads are unusable: left only when the manifest changes; or the child died `deathsToFail` times
 *             without living `steadyMs`: still tried again, at most `longestPauseMs` apart; left by its `ready`.
 */
export class ChildSupervisor {
  private readonly options: Options;
  private now: RoadState = { status: "no-roads", reason: "no roads have been built" };
  private ground: Ground | undefined;
  private link: ChildLink | undefined;
  private looking: NodeJS.Timeout | undefined;
  private pause: NodeJS.Timeout | undefined;
  private seen: string | undefined;
  private deaths = 0;
  private stopped = false;

  constructor(options: Options) {
    this.options = options;
  }

  async start(): Promise<void> {
    await this.look();
    if (this.now.status === "no-roads")
      this.options.log.info({}, "no roads: road times are guesses until sp roads build");
    this.looking = setInterval(() => void this.look(), this.options.lookMs ?? defaultLookMs);
    this.looking.unref();
  }

  readonly state = (): RoadState => this.now;
  readonly area = (): Area | undefined => (this.now.status === "ready" ? this.ground?.area : undefined);
  readonly origin = (): RoadOrigin | undefined => (this.now.status === "ready" ? this.ground?.origin : undefined);
  /** Another text for other roads; undefined while there are none. */
  readonly mark = (): string | undefined => this.seen;
  readonly pid = (): number | undefined => this.link?.pid;

  readonly ask: ChildLink["ask"] = async (...question) => {
    if (this.link === undefined || this.now.status !== "ready") throw new Error(`roads: ${this.now.status}`);
    return this.link.ask(...question);
  };

  readonly stop = async (): Promise<void> => {
    this.stopped = true;
    clearInterval(this.looking);
    clearTimeout(this.pause);
    const last = this.link;
    this.link = undefined;
    this.now = { status: "failed", reason: "stopped" };
    await last?.stop();
  };

  /** New roads are taken into use without a restart of the platform; for the moment between, answers are guesses. */
  private async look(): Promise<void> {
    const mark = await markOf(this.options.roadsDir);
    if (this.stopped || mark === undefined || mark === this.seen) return;
    this.seen = mark;
    this.deaths = 0;
    const old = this.link;
    this.now = { status: "starting" };
    this.replaceChild();
    await old?.stop();
  }

  private replaceChild(): void {
    clearTimeout(this.pause);
    if (this.now.status !== "failed") this.now = { ...this.now, status: "starting" };
    try {
      this.link = this.newChild();
    } catch (error) {
      this.onEnded({ how: "died", reason: String(error) }); // The system refused a new process.
    }
  }

  private newChild(): ChildLink {
    let readyAt: number | undefined;
    const roads = { roadsDir: this.options.roadsDir, manifestName: manifestFile };
    const mine = startChild(roads, {
      ready: (ground) => {
        if (this.link !== mine) return;
        readyAt = performance.now();
        this.ground = ground;
        this.now = { status: "ready" };
        this.options.log.info(ground, "roads are ready");
      },
      ended: (ending) => {
        if (this.link !== mine) return; // Stopped by us, or replaced.
        this.link = undefined;
        if (readyAt !== undefined && performance.now() - readyAt >= steadyMs) this.deaths = 0;
        this.onEnded(ending);
      },
    });
    return mine;
  }

  private onEnded({ how, reason }: Ending): void {
    const { log } = this.options;
    if (how === "unusable") {
      this.now = { status: "failed", reason };
      log.error({ reason }, "the roads cannot be used; road times are guesses until sp roads build");
      return;
    }
    const deaths = ++this.deaths;
    const pauseMs = pauseAfterMs(deaths);
    this.now = { status: deaths >= deathsToFail ? "failed" : "starting", reason: `the road engine ended (${reason})` };
    if (deaths === deathsToFail) log.error({ reason, deaths }, "the road engine keeps dying; road times are guesses");
    else log.warn({ reason, deaths, pauseMs }, "the road engine ended and is started again");
    this.pause = setTimeout(() => this.replaceChild(), pauseMs);
    this.pause.unref();
  }
}

/** Changes whenever a build is put in force; undefined while there is none. */
async function markOf(roadsDir: string): Promise<string | undefined> {
  const found = await stat(join(roadsDir, manifestFile)).catch(() => undefined);
  return found && `${found.ino} ${found.mtimeMs} ${found.size}`;
}
