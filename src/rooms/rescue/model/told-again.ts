import type { Instant } from "../../../kernel/clock.ts";
import type { AskId } from "../../../kernel/ids.ts";
import type { ArrivalProof } from "./arrival-proof.ts";
import type { BesideEvent } from "./crew-phone-events.ts";
import { sceneAfter, type WithScene } from "./scene.ts";

type Again = Extract<BesideEvent, { type: "ArrivalToldAgain" | "FreeingToldAgain" }>;
type AskPart = { readonly askId: AskId; readonly arrivedAt?: Instant; readonly proof?: ArrivalProof };
type FreedPart = { readonly at: Instant; readonly count: number; readonly injured: number };
type Before<A extends AskPart, F extends FreedPart> = {
  readonly asks: readonly A[];
  readonly arrivedAt: Instant | null;
  readonly arrivalProof?: ArrivalProof;
  readonly freed: F | null;
  readonly injured: number | null;
};

const strength = { none: 0, code: 1, place: 2, scan: 3 } as const;
const strengthOf = (proof: ArrivalProof | undefined): number => (proof === undefined ? -1 : strength[proof.kind]);
export const isStronger = (proof: ArrivalProof | undefined, than: ArrivalProof | undefined): boolean =>
  strengthOf(proof) > strengthOf(than);

/**
 * The other phone of the crew told of the same deed. It counts once, from whoever did it first; the strongest proof stands, and
 * whoever was seen to be hurt is hurt. So it is the same in whatever order two phones come back.
 */
function againAfter<A extends AskPart, F extends FreedPart>(before: Before<A, F>, event: Again, at: Instant) {
  if (event.type === "FreeingToldAgain") {
    if (before.freed === null) return {};
    const injured = Math.max(before.freed.injured, event.injured);
    const first = at < before.freed.at ? { at, count: event.count, by: event.freedBy } : {};
    return { freed: { ...before.freed, ...first, injured }, injured: Math.max(before.injured ?? 0, injured) };
  }
  const own = before.asks.find(({ askId }) => askId === event.askId);
  const proof = isStronger(event.proof, own?.proof) ? event.proof : own?.proof;
  const wasFirst = own?.arrivedAt === before.arrivedAt;
  return {
    arrivedAt: Math.min(before.arrivedAt ?? at, at),
    ...(proof !== undefined && wasFirst ? { arrivalProof: proof } : {}),
    asks: before.asks.map((ask) =>
      ask.askId === event.askId
        ? { ...ask, arrivedAt: Math.min(ask.arrivedAt ?? at, at), ...(proof === undefined ? {} : { proof }) }
        : ask,
    ),
  };
}

/** What an event beside the steps of a rescue changes, but for requests for help (help.ts). */
export const besideAfter = <A extends AskPart, F extends FreedPart>(
  before: Before<A, F> & WithScene,
  event: BesideEvent,
  at: Instant,
) =>
  event.type === "ArrivalToldAgain" || event.type === "FreeingToldAgain"
    ? againAfter(before, event, at)
    : sceneAfter(before, event, at);
