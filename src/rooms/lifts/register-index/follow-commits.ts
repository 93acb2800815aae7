import pg from "pg";
import { chinaDay } from "../../../kernel/china-time.ts";
import { createQuietWork, type QuietWork } from "../../../platform/threads/quiet-work.ts";
import { Answers } from "./answer.ts";
import { loadRegister } from "./load-register.ts";
import { type Changes, findByCode, readChanges } from "./read-changes.ts";
import type { RegisterState } from "./register-state.ts";
import { codeIn } from "./search-words.ts";

/** Rung by the triggers of the register at every commit: JSON arrays of lift ids, `many`, or `now` at the end of bulk work. */
const channel = "lifts_register";
/** Bulk work rings every two seconds or so; its end rings `now`. */
const quietMs = 2_500;
/** While bulk work goes on the index falls behind at most this long, or so many times as long as loading takes. */
const longestMs = 180_000;
const loadsApart = 10;
/** A register that is loaded so fast is loaded before the answer: nobody then sees that it is behind. */
const promptMs = 300;
/** So many changed lifts are read while who asks waits; more are read behind the answers. */
const singlyMax = 2_000;
/** With so many lifts changed, or this share of the register, loading everything is no slower. */
const changedMax = 20_000;
const changedShare = 1 / 10;

export type Loaded = { readonly lifts: number; readonly ms: number };

/**
 * The register in memory, and how it follows the database. States and how each is left:
 * `empty`    nothing loaded yet; left by the first load, which is tried again until it succeeds.
 * `current`  every commit that was acknowledged before a question is in its answer: `catchUp` asks the listening connection for a
 *            word, and PostgreSQL hands over all bells before it answers. Changed lifts are then read singly.
 * `behind`   bulk work, a lost connection or a new day wants a load; answers say by `asOf` how old they are. Left by the load, which
 *            reads only the changed lifts where they are known and few beside the register.
 */
export class RegisterFollower {
  readonly #url: string;
  readonly #told: { readonly loaded: (loaded: Loaded) => void; readonly failed: (error: unknown) => void };
  readonly #loading: QuietWork;
  #listener: pg.Client | undefined;
  #reader: pg.Client | undefined;
  #state: RegisterState | undefined;
  #answers: Answers | undefined;
  #loadedAt = 0;
  /** When everything was loaded: who answers for a lift is of that day. */
  #wholeAt = 0;
  #loadMs = 0;
  /** Changed since they were last read. */
  #changed = new Set<string>();
  /** Something changed and nobody said which lifts. */
  #unknown = true;
  /** Changed while a load is under way, whose snapshot may not have them. */
  #changedWhileLoading: Set<string> | undefined;
  #catchingUp: Promise<void> = Promise.resolve();
  #nextCatchUp: Promise<void> | undefined;
  #onFirstLoad: (() => void)[] = [];

  constructor(url: string, told: { loaded: (loaded: Loaded) => void; failed: (error: unknown) => void }) {
    this.#url = url;
    this.#told = told;
    this.#loading = createQuietWork({
      run: () => this.#load(),
      quietMs,
      longestMs: () => Math.max(longestMs, this.#loadMs * loadsApart),
      onFailure: told.failed,
    });
  }

  start(): void {
    this.#loading.askNow();
  }

  /** The index as of now, and from when it is; undefined while nothing has been loaded. */
  async current(): Promise<{ answers: Answers; asOf: number } | undefined> {
    if (this.#answers === undefined) return undefined;
    // Who answers for a lift changes at midnight.
    if (chinaDay(this.#wholeAt) !== chinaDay(Date.now())) {
      this.#unknown = true;
      this.#askOnce();
    }
    const asked = Date.now();
    await this.#catchUp().catch((error: unknown) => this.#told.failed(error));
    if (this.#loadMs < promptMs) await this.#loading.settle();
    const current = this.#listener !== undefined && this.#changed.size === 0 && !this.#loading.due();
    return { answers: this.#answers, asOf: current ? asked : this.#loadedAt };
  }

  /** Waits for the first load, no longer than the signal allows. */
  firstLoad(until: AbortSignal): Promise<void> {
    if (this.#state !== undefined) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onFirstLoad.push(resolve);
      until.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  /** Rows of the lifts that the words of a search name by a code. */
  async codeRows(q: string | undefined): Promise<number[]> {
    const code = codeIn(q);
    const { ids } = this.#state?.lifts ?? {};
    if (code === undefined || ids === undefined) return [];
    const found = await findByCode(await this.#connectedReader(), code);
    return found.map((id) => ids.findText(id)).filter((row) => row >= 0);
  }

  /** One after the other; who asks while another catches up waits for the next look, together with all who ask by then. */
  #catchUp(): Promise<void> {
    if (this.#nextCatchUp !== undefined) return this.#nextCatchUp;
    const mine = this.#catchingUp
      .catch(() => undefined)
      .then(async () => {
        this.#nextCatchUp = undefined;
        this.#catchingUp = mine;
        await this.#listener?.query("select 1");
        await this.#readChanged();
      });
    this.#nextCatchUp = mine;
    return mine;
  }

  async #readChanged(): Promise<void> {
    if (this.#changed.size === 0 || this.#state === undefined) return;
    if (this.#changed.size > singlyMax) return this.#askOnce();
    const ids = [...this.#changed];
    this.#changed.clear();
    try {
      this.#state.apply(await readChanges(await this.#connectedReader(), ids));
    } catch (error) {
      this.#askWhole();
      throw error;
    }
  }

  /** For questions: each that came would begin the quiet time anew, and with many people nothing were ever loaded. */
  #askOnce(): void {
    if (!this.#loading.due()) this.#loading.ask();
  }

  #askWhole(): void {
    this.#unknown = true;
    this.#loading.ask();
  }

  #heard(payload: string): void {
    if (payload === "now") this.#heardAll();
    else if (!payload.startsWith("[")) this.#askWhole();
    else
      for (const id of JSON.parse(payload) as string[]) {
        this.#changed.add(id);
        this.#changedWhileLoading?.add(id);
      }
    if (this.#changed.size > this.#changedMax()) {
      this.#changed.clear();
      this.#askWhole();
    }
  }

  /** Bulk work has ended. */
  #heardAll(): void {
    if (this.#unknown || this.#changed.size > singlyMax) this.#loading.askNow();
  }

  #changedMax(): number {
    return Math.max(changedMax, (this.#state?.lifts.size ?? 0) * changedShare);
  }

  async #load(): Promise<void> {
    await this.#listen();
    if (this.#unknown || this.#state === undefined) await this.#loadWhole();
    else await this.#loadChanged(this.#state);
  }

  /** Lifts that are known to have changed, in parts, while answers are given from what was there before. */
  async #loadChanged(state: RegisterState): Promise<void> {
    const at = Date.now();
    const ids = [...this.#changed];
    this.#changed.clear();
    this.#changedWhileLoading = new Set();
    try {
      const reader = await this.#connectedReader();
      const change: Changes = { buildings: [], lifts: [], gone: [] };
      for (let from = 0; from < ids.length; from += singlyMax) {
        const part = await readChanges(reader, ids.slice(from, from + singlyMax));
        change.buildings.push(...part.buildings);
        change.lifts.push(...part.lifts);
        change.gone.push(...part.gone);
      }
      state.apply(change);
      // Read before they changed again, they may have been put over what was read since.
      for (const id of this.#changedWhileLoading) this.#changed.add(id);
    } catch (error) {
      this.#unknown = true;
      throw error;
    } finally {
      this.#changedWhileLoading = undefined;
    }
    this.#loadedAt = at;
  }

  async #loadWhole(): Promise<void> {
    const begun = performance.now();
    // What was heard until now is in the snapshot that is taken next.
    this.#unknown = false;
    this.#changed.clear();
    this.#changedWhileLoading = new Set();
    const client = await connect(this.#url, () => undefined);
    try {
      const at = Date.now();
      const state = await loadRegister(client);
      this.#state = state;
      this.#answers = new Answers(state);
      this.#loadedAt = at;
      this.#wholeAt = at;
      for (const id of this.#changedWhileLoading) this.#changed.add(id);
    } catch (error) {
      this.#unknown = true;
      throw error;
    } finally {
      this.#changedWhileLoading = undefined;
      await client.end();
    }
    this.#loadMs = performance.now() - begun;
    for (const resolve of this.#onFirstLoad.splice(0)) resolve();
    this.#told.loaded({ lifts: this.#state?.lifts.size ?? 0, ms: Math.round(this.#loadMs) });
  }

  /** Listens before the snapshot is taken, so that no commit falls between. What was missed while nobody listened, the load brings. */
  async #listen(): Promise<void> {
    if (this.#listener !== undefined) return;
    const client = await connect(this.#url, () => {
      if (this.#listener !== client) return;
      this.#listener = undefined;
      this.#askWhole();
    });
    client.on("notification", ({ payload }) => this.#heard(payload ?? ""));
    await client.query(`listen ${channel}`);
    this.#listener = client;
  }

  async #connectedReader(): Promise<pg.Client> {
    if (this.#reader !== undefined) return this.#reader;
    const client = await connect(this.#url, () => {
      if (this.#reader === client) this.#reader = undefined;
    });
    this.#reader = client;
    return client;
  }
}

async function connect(url: string, onLost: () => void): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    // A host that vanishes without a word must not leave a question waiting for ever.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: "shengping register index",
  });
  client.on("error", onLost);
  client.on("end", onLost);
  await client.connect();
  return client;
}
