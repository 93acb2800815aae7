import { ok, type Result } from "../../../kernel/result.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { Fleet, Login } from "../access/fleet.ts";
import { type Source, takeFrame } from "../access/take-frame.ts";
import { type IngestReply, type UpChannel, upChannels } from "../contract.ts";
import type { Batcher } from "../ingest/batcher.ts";
import { pushedId, type Waiting } from "../ingest/frame.ts";
import { readRawLine } from "../ingest/read-raw-line.ts";
import { has, type Json, readJson } from "../vendors/read-json.ts";

export type PushParts = { readonly platform: Platform; readonly fleet: Fleet; readonly ingest: Batcher<Waiting> };

/** Lines of a push that wait for their commit; the rest of the body waits on the wire. */
const onTheWayMax = 5_000;
const namedMax = 1_000;

type Verdict = Parameters<NonNullable<Source["settled"]>>[0];

/** What one request brings for one login: frames or lines go in one by one, the answer comes after all their commits. */
export function createPush(parts: PushParts, principal: Login) {
  const { clock } = parts.platform;
  const foreign: Source["foreign"] = new Map();
  const counts = { accepted: 0, repeated: 0, quarantined: 0, refused: 0 };
  const named: IngestReply["named"] = [];
  let onTheWay = 0;
  let wake: (() => void) | undefined;
  let line = 0;
  let failure: unknown;
  const settle = (at: number, verdict: Verdict, reason: string | undefined): void => {
    counts[verdict === "stored" ? "accepted" : verdict] += 1;
    if (verdict !== "stored" && named.length < namedMax)
      named.push({ line: at, result: verdict, reason: reason ?? null });
  };
  const untilFewer = async (most: number): Promise<void> => {
    while (onTheWay > most) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const committed = (error?: unknown): void => {
    failure ??= error;
    onTheWay -= 1;
    wake?.();
  };
  /** Frames go on their way at once; who sends too many waits for commits. */
  const take = (topic: string, payload: Buffer, json?: Json): Promise<void> | undefined => {
    const at = line;
    const incoming = { principal, connectionId: pushedId, topic, payload, receivedAt: clock.now() };
    const source = { foreign, settled: (verdict: Verdict, reason: string | undefined) => settle(at, verdict, reason) };
    onTheWay += 1;
    takeFrame(parts, json === undefined ? incoming : { ...incoming, json }, source, committed);
    return onTheWay < onTheWayMax ? undefined : untilFewer(onTheWayMax / 2);
  };
  return {
    /** This and the next: a promise where the sender has to wait. */
    add: (topic: string, payload: Buffer): Promise<void> | undefined => {
      line += 1;
      return take(topic, payload);
    },
    addLine: (payload: Buffer): Promise<void> | undefined => {
      line += 1;
      const json = readJson(payload);
      if (!json.ok) return void settle(line, "refused", json.reason);
      const read = readLine(json, payload);
      return read.ok ? take(read.topic, read.payload, read.json) : void settle(line, "refused", read.reason);
    },
    refuse: (reason: string): void => {
      line += 1;
      settle(line, "refused", reason);
    },
    /** After all commits. @throws when one failed: nothing is known to be stored then, and the sender sends again. */
    done: async (): Promise<Result<IngestReply>> => {
      await untilFewer(0);
      if (failure !== undefined) throw failure;
      return ok({ ...counts, named: named.sort((a, b) => a.line - b.line) });
    },
  };
}

type Line =
  | { readonly ok: true; readonly topic: string; readonly payload: Buffer; readonly json?: Json }
  | { readonly ok: false; readonly reason: string };

function readLine(json: Json & { readonly ok: true }, payload: Buffer): Line {
  if (!isLineHead(json.body)) return { ok: false, reason: "line: registerCode and channel are wanted" };
  const { registerCode, channel } = json.body;
  if (channel === "raw") return readRawLine(json.body);
  return { ok: true, topic: `sp/v1/${encodeURIComponent(registerCode)}/${channel}`, payload, json };
}

type LineHead = { readonly registerCode: string; readonly channel: UpChannel | "raw" };

const isLineHead = (body: unknown): body is LineHead =>
  has(body, "registerCode") &&
  has(body, "channel") &&
  typeof body.registerCode === "string" &&
  body.registerCode.length >= 1 &&
  body.registerCode.length <= 120 &&
  (body.channel === "raw" || upChannels.some((channel) => channel === body.channel));
