import mqtt from "mqtt";
import type { Api } from "../sim/api.ts";
import { watchLive } from "../sim/people/live-client.ts";
import { incidentRow } from "../src/rooms/rescue/contract.ts";
import { percentile } from "../tools/report-line.ts";
import type { GatewayOrder } from "./frame-load.ts";

export type LaneFigures = Times & {
  /** Of alarms sent while it warmed up; the others do not count them. */
  readonly cold: Times | null;
  /** Of the others, the slowest, by when they were sent after the warming up. */
  readonly slowest: readonly {
    readonly atMs: number;
    readonly deskMs: number | undefined;
    readonly crewMs: number | undefined;
  }[];
};
export type LaneOptions = {
  readonly everyMs: number;
  readonly warmUpMs?: number;
  /** Whether crews are on duty: an alarm is then over when one is asked. */
  readonly crews?: boolean;
};
type Times = {
  readonly alarms: number;
  readonly missed: number;
  /** Until the desk sees the incident. */
  readonly p50: number;
  readonly p99: number;
  /** Until the desk sees that a crew is asked. */
  readonly crewP50: number;
  readonly crewP99: number;
};

/** After that long an alarm counts as missed, and as having taken so long. */
const missedAfterMs = 10_000;
const slowestShown = 10;

/** Entrapments, one after the other, that a gateway tells while others load the platform: from its publish until a connected desk sees the incident. */
export function startAlarmLane(
  api: Api,
  order: { readonly mqtt: string; readonly gateway: GatewayOrder; readonly liftIds: ReadonlyMap<string, string> },
  { everyMs, warmUpMs = 0, crews = false }: LaneOptions,
): { readonly stop: () => Promise<LaneFigures> } {
  const ending = new AbortController();
  const sentAt = new Map<string, number>();
  const seenAfter = new Map<string, number>();
  const askedAfter = new Map<string, number>();
  const take = (row: object, at: number): void => {
    const { liftId, asks } = incidentRow.parse(row);
    const sent = sentAt.get(liftId ?? "");
    if (liftId === null || sent === undefined) return;
    if (!seenAfter.has(liftId)) seenAfter.set(liftId, at - sent);
    if (asks.length > 0 && !askedAfter.has(liftId)) askedAfter.set(liftId, at - sent);
  };
  const news = {
    onSnapshot: (_: string, rows: readonly Readonly<Record<string, unknown>>[], at: number) => {
      for (const row of rows) take(row, at);
    },
    onChange: (_: string, __: string, row: Readonly<Record<string, unknown>> | null, at: number) => {
      if (row !== null) take(row, at);
    },
  };
  void watchLive(api, "desk", news, ending.signal);
  const { username, password, codes } = order.gateway;
  const client = mqtt.connect(order.mqtt, { username, password, clientId: "alarm-lane" });
  const waiting = codes.values();
  const begunAt = Date.now();
  const timer = setInterval(() => {
    const { value: code } = waiting.next();
    const liftId = order.liftIds.get(code ?? "");
    if (code === undefined || liftId === undefined || !client.connected) return;
    sentAt.set(liftId, Date.now());
    const body = { id: `lane-${code}`, at: Date.now(), code: "entrapment", phase: "raised" };
    client.publish(`sp/v1/${code}/event`, JSON.stringify(body), { qos: 1 });
  }, everyMs);
  return {
    stop: async () => {
      clearInterval(timer);
      const end = Date.now() + missedAfterMs;
      const over = crews ? askedAfter : seenAfter;
      while (over.size < sentAt.size && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 100));
      ending.abort();
      await client.endAsync(true);
      const warmFrom = begunAt + warmUpMs;
      const warm = [...sentAt].filter(([, at]) => at >= warmFrom).map(([id]) => id);
      const cold = [...sentAt].filter(([, at]) => at < warmFrom).map(([id]) => id);
      const timesOf = (ids: readonly string[]): Times => timesAfter(ids, seenAfter, askedAfter);
      const single = (id: string): LaneFigures["slowest"][number] => ({
        atMs: (sentAt.get(id) ?? 0) - warmFrom,
        deskMs: seenAfter.get(id),
        crewMs: askedAfter.get(id),
      });
      return { ...timesOf(warm), slowest: slowestOf(warm.map(single)), cold: cold.length === 0 ? null : timesOf(cold) };
    },
  };
}

const slowestOf = (alarms: LaneFigures["slowest"]): LaneFigures["slowest"] =>
  alarms
    .toSorted((a, b) => (b.crewMs ?? b.deskMs ?? missedAfterMs) - (a.crewMs ?? a.deskMs ?? missedAfterMs))
    .slice(0, slowestShown);

type After = ReadonlyMap<string, number>;

/** Of the alarms of these lifts. */
function timesAfter(ids: readonly string[], seenAfter: After, askedAfter: After): Times {
  const timesOf = (after: After): number[] => ids.map((id) => after.get(id) ?? missedAfterMs);
  const [desk, crew] = [timesOf(seenAfter), timesOf(askedAfter)];
  return {
    alarms: ids.length,
    missed: ids.filter((id) => !seenAfter.has(id)).length,
    p50: percentile(desk, 0.5) ?? 0,
    p99: percentile(desk, 0.99) ?? 0,
    crewP50: percentile(crew, 0.5) ?? 0,
    crewP99: percentile(crew, 0.99) ?? 0,
  };
}
