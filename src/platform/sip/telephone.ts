import type { Instant } from "../../kernel/clock.ts";
import {
  beginCall,
  type CallInput,
  type CallNews,
  type CallOrder,
  type JoinedCall,
  type Side,
  stepCall,
  takenUpCall,
} from "./joined-call.ts";
import { Leg, type SavedLeg } from "./leg.ts";
import { type ExchangeState, Registration } from "./registration.ts";
import { type AgentSettings, SipAgent } from "./sip-agent.ts";

export type TelephoneSettings = AgentSettings & {
  /** Of our own address and of numbers; the exchange's host where nothing else is said. */
  readonly domain: string;
  readonly seatRingsMs: number;
  readonly carRingsMs: number;
};

export type CallToPlace = {
  /** The caller's own id of the call; it goes to the exchange in the header `X-Shengping-Call`. */
  readonly id: string;
  /** Numbers, or SIP addresses. */
  readonly seat: string;
  readonly car: string;
};
/** What has become of a call, oldest first, and how to go on with it after a restart. */
export type CallLook = {
  readonly news: readonly (CallNews & { readonly at: Instant })[];
  readonly legs: SavedLegs;
};
/** The sides that were there. */
export type SavedLegs = Readonly<Partial<Record<Side, SavedLeg>>>;

/** Calls that are placed by a third party. Nothing here lasts: who wants to know after a restart keeps `legs`. */
export type Telephone = {
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly exchange: () => ExchangeState;
  /** The same id again changes nothing. */
  readonly place: (call: CallToPlace) => void;
  /** Goes on with a joined call of before a restart. */
  readonly takeUp: (id: string, legs: Readonly<Record<Side, SavedLeg>>) => void;
  /** Ends what a process that was killed had begun; nothing is told of it. */
  readonly letGo: (legs: SavedLegs) => void;
  readonly hangUp: (id: string) => void;
  /** Asks both sides whether they still stand. */
  readonly probe: (id: string) => void;
  /** Undefined: we know nothing of it. */
  readonly look: (id: string) => CallLook | undefined;
  readonly forget: (id: string) => void;
};

export type TelephoneParts = {
  readonly now: () => Instant;
  /** Something new is to be looked at. */
  readonly changed: (id: string) => void;
  readonly exchangeChanged: (state: ExchangeState) => void;
  readonly unreadable: (why: string) => void;
};

const callHeader = "x-shengping-call";

/** A number is the exchange's; an address is taken as it is. */
const sipUriOf = (who: string, domain: string): string => (/^sips?:/i.test(who) ? who : `sip:${who}@${domain}`);

type Running = {
  state: JoinedCall;
  readonly to: Readonly<Record<Side, string>> | undefined;
  readonly legs: Partial<Record<Side, Leg>>;
  readonly news: (CallNews & { readonly at: Instant })[];
  rings: NodeJS.Timeout | undefined;
};

export function createTelephone(settings: TelephoneSettings, parts: TelephoneParts): Telephone {
  const agent = new SipAgent(settings, parts.unreadable);
  const registration = new Registration(agent, settings.domain, parts.exchangeChanged);
  const calls = new Map<string, Running>();
  let opening: Promise<void> | undefined;
  const opened = (): Promise<void> => {
    opening ??= agent.open();
    opening.catch(() => {
      opening = undefined;
    });
    return opening;
  };
  const line = createLine(settings, { agent, parts, calls });
  return {
    start: async () => {
      // An exchange that is away at our start is no reason not to start.
      await opened().catch(() => undefined);
      registration.look();
    },
    stop: async () => {
      registration.stop();
      for (const call of calls.values()) clearTimeout(call.rings);
      calls.clear();
      await agent.close();
    },
    exchange: () => registration.state,
    place: ({ id, seat, car }) => {
      if (calls.has(id)) return;
      const to = { seat: sipUriOf(seat, settings.domain), car: sipUriOf(car, settings.domain) };
      const [state, orders] = beginCall();
      calls.set(id, { state, to, legs: {}, news: [], rings: undefined });
      void opened().then(
        () => line.obey(id, orders),
        () => line.hear(id, { what: "refused", side: "seat", why: "unreachable", status: null }),
      );
    },
    takeUp: (id, legs) => {
      if (calls.has(id)) return;
      const call: Running = { state: takenUpCall, to: undefined, legs: {}, news: [], rings: undefined };
      calls.set(id, call);
      for (const side of ["seat", "car"] as const)
        call.legs[side] = Leg.takeUp({ side, agent, tell: (input) => line.hear(id, input) }, legs[side]);
    },
    letGo: (legs) => letGo(agent, legs),
    hangUp: (id) => line.hear(id, { what: "hang-up" }),
    probe: (id) => {
      for (const leg of Object.values(calls.get(id)?.legs ?? {})) leg.probe();
    },
    look: (id) => lookAt(calls.get(id)),
    forget: (id) => {
      if (calls.get(id)?.state.phase === "over") calls.delete(id);
    },
  };
}

function letGo(agent: SipAgent, legs: SavedLegs): void {
  for (const side of ["seat", "car"] as const) {
    const saved = legs[side];
    if (saved !== undefined) Leg.takeUp({ side, agent, tell: () => undefined }, saved).end();
  }
}

function lookAt(call: Running | undefined): CallLook | undefined {
  if (call === undefined) return undefined;
  const { seat, car } = call.legs;
  const legs = { ...(seat?.isUp ? { seat: seat.saved } : {}), ...(car?.isUp ? { car: car.saved } : {}) };
  return { news: [...call.news], legs };
}

type LineParts = { readonly agent: SipAgent; readonly parts: TelephoneParts; readonly calls: Map<string, Running> };

/** Carries out what follows from what the two sides do. */
function createLine(settings: TelephoneSettings, { agent, parts, calls }: LineParts) {
  const hear = (id: string, input: CallInput) => {
    const call = calls.get(id);
    if (call === undefined) return;
    if (input.what === "answered" || input.what === "refused") clearTimeout(call.rings);
    const [state, orders] = stepCall(call.state, input);
    call.state = state;
    obey(id, orders);
  };
  const obey = (id: string, orders: readonly CallOrder[]) => {
    const call = calls.get(id);
    for (const order of call === undefined ? [] : orders) if (call !== undefined) obeyOne(id, call, order);
  };
  const obeyOne = (id: string, call: Running, order: CallOrder) => {
    switch (order.order) {
      case "call-seat":
        return ring(id, call, "seat");
      case "call-car":
        return ring(id, call, "car");
      case "rejoin-seat":
        return call.legs.seat?.rejoin(order.sdp);
      case "accept-car":
        return call.legs.car?.accept(order.sdp);
      case "end":
        return call.legs[order.side]?.end();
      case "tell":
        clearTimeout(order.news.what === "failed" ? call.rings : undefined);
        call.news.push({ ...order.news, at: parts.now() });
        parts.changed(id);
    }
  };
  const ring = (id: string, call: Running, side: Side): void => {
    if (call.to === undefined) return;
    const tell = (input: CallInput) => hear(id, input);
    const user = settings.login?.user ?? "shengping";
    const from = `sip:${encodeURIComponent(user)}@${settings.domain}`;
    const more = [[callHeader, id]] as const;
    call.legs[side] = Leg.call({ side, agent, uri: call.to[side], from, more, tell });
    const limitMs = side === "seat" ? settings.seatRingsMs : settings.carRingsMs;
    call.rings = setTimeout(() => hear(id, { what: "rang-out", side }), limitMs).unref();
  };
  return { hear, obey };
}
