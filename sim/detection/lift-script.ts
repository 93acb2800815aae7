import type { FaultKind } from "../../src/rooms/devices/contract.ts";
import type { Draws } from "../draws.ts";
import { dayMs, minute, second } from "./moments.ts";
import type { Traits } from "./traits.ts";

/** What the lift was, whatever its device says of it. */
export type Truth =
  | { readonly kind: "trapped"; readonly from: number; to: number; readonly how: "breakdown" | "power-cut" }
  | { readonly kind: "fault"; readonly fault: FaultKind; readonly from: number; to: number };
/** A message of the unified interface on its way from the device, by the true time at which it was made. */
export type Sent = { readonly at: number; readonly channel: "state" | "event"; readonly body: Record<string, unknown> };
export type Span = { readonly from: number; readonly to: number };
const heartbeatMs = 30 * second;
const floorMs = 2_200;
/** Of a stop that long detection is meant to tell (`devices.setting`). */
const longStopMs = 5 * minute;
export const staged = [
  "stop-outside-door-zone",
  "repeated-door-reversal",
  "door-open-moving",
  "overspeed",
] as const satisfies readonly FaultKind[];
export const lookalikes = ["abuse", "work", "goods", "waits-inside", "levels"] as const;
export type Happening = "nothing" | "trapped" | (typeof lookalikes)[number] | (typeof staged)[number];

const still = {
  serviceMode: 1,
  carStatus: 0,
  carDirection: 0,
  doorZone: true,
  doorStatus: 2,
  speed: 0,
  powerLost: false,
};
type Changes = Partial<typeof still> & { readonly inside?: boolean };

/** Writes down what the device of one lift sends, moment by moment. */
export class LiftScript {
  readonly #traits: Traits;
  readonly #draws: Draws;
  readonly sent: Sent[] = [];
  readonly truths: Truth[] = [];
  now: number;
  #seq = 0;
  #floor = 0;
  #inside = false;
  #state = { ...still };

  constructor(traits: Traits, draws: Draws, begin: number) {
    this.#traits = traits;
    this.#draws = draws;
    this.now = begin;
  }

  #between(from: number, to: number, what: string): number {
    return this.#draws.between(from, to, this.#traits.key, this.now, what);
  }

  #chance(share: number, what: string): boolean {
    return this.#draws.chance(share, this.#traits.key, this.now, what);
  }

  /** A state after `ms`, with what has changed. */
  #after(ms: number, changes: Changes = {}): void {
    this.#beat(this.now + ms);
    const { inside = this.#inside, ...rest } = changes;
    this.#inside = inside;
    Object.assign(this.#state, rest);
    this.#tell();
  }

  /** The same again every half minute, until then. */
  #beat(until: number): void {
    while (this.now + heartbeatMs < until) {
      this.now += heartbeatMs;
      this.#tell();
    }
    this.now = Math.max(this.now, until);
  }

  #tell(): void {
    const { lie, floors, passengerSensor } = this.#traits;
    this.#seq += 1;
    const blind = lie === "no-zone-at-a-landing" && this.#floor === 1;
    const seen = {
      "always-somebody": true,
      "never-somebody": false,
      flickers: this.#inside !== this.#chance(0.15, "flickers"),
    }[lie as string];
    this.sent.push({
      at: this.now,
      channel: "state",
      body: {
        at: this.#clock(),
        seq: this.#seq,
        ...this.#state,
        doorZone: this.#state.doorZone && !blind,
        carPosition: floors[this.#floor] ?? "1",
        ...(passengerSensor ? { passengerPresent: seen ?? this.#inside } : {}),
      },
    });
  }

  /** A device whose clock is off by days says so with each message. */
  #clock = (): number => Math.round(this.now - (this.#traits.lie === "clock" ? 3 * dayMs : 0));

  #event(code: string, phase: "raised" | "cleared", clears?: string): string {
    this.#seq += 1;
    const id = `e${this.#seq}`;
    const body = { id, at: this.#clock(), code, phase, ...(clears === undefined ? {} : { clears }) };
    this.sent.push({ at: this.now, channel: "event", body });
    return id;
  }

  rest(until: number): void {
    this.#beat(until);
  }

  trip(happening: Happening): void {
    if (happening === "work") this.#work();
    else this.#ride(happening);
  }

  #ride(happening: Happening): void {
    this.#board(happening);
    const { floors } = this.#traits;
    const goal = Math.floor(this.#between(0, floors.length, "goal")) % Math.max(1, floors.length);
    const to = goal === this.#floor ? (goal + 1) % Math.max(2, floors.length) : goal;
    const direction = to > this.#floor ? 1 : 2;
    const way = Math.max(1, Math.abs(to - this.#floor)) * floorMs;
    const speed = this.#traits.ratedSpeed * (happening === "overspeed" ? 1.4 : 0.95) * (direction === 1 ? 1 : -1);
    this.#after(second, { carStatus: 1, carDirection: direction, doorZone: false, speed });
    if (happening === "overspeed") this.#fault("overspeed", () => this.#after(4 * second));
    if (happening === "door-open-moving")
      this.#fault("door-open-moving", () => {
        this.#after(second, { doorStatus: 3 });
        this.#after(4 * second);
      });
    this.#after(way / 2, { doorStatus: 2 });
    this.#floor = to;
    if (happening === "trapped") {
      this.#trapped("breakdown");
      return;
    }
    if (happening === "abuse" && this.#traits.buttonWired) this.#presses();
    this.#after(way / 2);
    if (happening === "levels") {
      // A correction just before the landing.
      this.#after(second, { carStatus: 0, speed: 0 });
      this.#after(this.#between(2, 15, "levels") * second, { carStatus: 1, speed: direction === 1 ? 0.1 : -0.1 });
    }
    this.#after(second, { carStatus: 0, doorZone: true, speed: 0 });
    this.#leave(happening);
  }

  #board(happening: Happening): void {
    // The empty car comes from where it was left.
    this.#after(second, { doorStatus: 3, carDirection: 0 });
    this.#after(2 * second, { doorStatus: 4 });
    this.#after(3 * second, { inside: true });
    if (happening === "goods") this.#hold();
    if (happening === "abuse" && this.#traits.buttonWired && this.#chance(0.4, "doors open")) this.#presses();
    if (happening === "repeated-door-reversal")
      this.#fault("repeated-door-reversal", () => {
        for (let n = 0; n < 7; n += 1) {
          this.#after(3 * second, { doorStatus: 1 });
          this.#after(second, { doorStatus: 3 });
          this.#after(second, { doorStatus: 4 });
        }
      });
    this.#after(2 * second, { doorStatus: 1 });
    this.#after(2 * second, { doorStatus: 2 });
  }

  /** Somebody holds the doors to load; for long enough that is a long stop, whatever it is for. */
  #hold(): void {
    const lasts = this.#between(1, 8, "goods") * minute;
    if (lasts < longStopMs) this.#after(lasts);
    else this.#fault("long-stop", () => this.#after(lasts));
  }

  #leave(happening: Happening): void {
    // Somebody who telephones, or a cleaner.
    if (happening === "waits-inside") this.#after(this.#between(40, 240, "waits") * second);
    this.#after(second, { doorStatus: 3, carDirection: 0 });
    this.#after(2 * second, { doorStatus: 4 });
    this.#after(3 * second, { inside: false });
    this.#after(2 * second, { doorStatus: 1 });
    this.#after(2 * second, { doorStatus: 2 });
    if (happening !== "stop-outside-door-zone") return;
    // Called away empty, it stops on the way until somebody sets it going.
    this.#after(10 * second, { carStatus: 1, carDirection: 2, doorZone: false, speed: -this.#traits.ratedSpeed });
    this.#fault("stop-outside-door-zone", () => {
      this.#after(5 * second, { carStatus: 0, speed: 0 });
      this.#after(this.#between(3, 40, "stands") * minute);
    });
    this.#after(second, { carStatus: 1, speed: -0.3 });
    this.#after(8 * second, { carStatus: 0, carDirection: 0, doorZone: true, speed: 0 });
  }

  #fault(fault: FaultKind, live: () => void): void {
    const truth: Truth = { kind: "fault", fault, from: this.now, to: this.now };
    this.truths.push(truth);
    live();
    truth.to = this.now;
  }

  #presses(): void {
    const times = this.#chance(0.3, "again") ? 4 : 1;
    for (let n = 0; n < times; n += 1) {
      this.now += 3 * second;
      const id = this.#event("alarm-button", "raised");
      this.now += second;
      this.#event("alarm-button", "cleared", id);
    }
  }

  /** Stands between floors, or at a landing with doors that do not open, until somebody comes. */
  #trapped(how: "breakdown" | "power-cut", cut?: Span): void {
    const { tellsEntrapment, buttonWired, rescueDevice, battery } = this.#traits;
    const atLanding = how === "breakdown" && this.#chance(0.4, "landing");
    this.#after(second, { carStatus: 0, speed: 0, doorZone: atLanding, powerLost: how === "power-cut" && battery });
    const truth: Truth = { kind: "trapped", from: this.now, to: this.now, how };
    this.truths.push(truth);
    const byItself = how === "power-cut" && rescueDevice;
    const until = byItself
      ? this.now + 45 * second
      : Math.min(this.now + this.#between(12, 60, "freed") * minute, (cut?.to ?? Number.POSITIVE_INFINITY) + minute);
    const hears = how === "breakdown" || battery;
    const raised: string[] = [];
    const words = [
      ...(buttonWired && this.#chance(0.6, "presses")
        ? [["alarm-button", this.#between(20, 300, "press")] as const]
        : []),
      ...(tellsEntrapment ? [["entrapment", this.#between(60, 180, "tells")] as const] : []),
    ].sort(([, a], [, b]) => a - b);
    for (const [code, after] of words) {
      if (!hears || truth.from + after * second > until) continue;
      this.#beat(Math.max(this.now, truth.from + after * second));
      raised.push(this.#event(code, "raised"));
    }
    this.#beat(until);
    truth.to = this.now;
    this.#after(second, { doorZone: true, doorStatus: 4, carDirection: 0, powerLost: false });
    for (const id of raised) this.#event("entrapment", "cleared", id);
    this.#after(20 * second, { inside: false });
    this.#after(minute, { doorStatus: 2 });
  }

  /** The lift's power goes at a moment of the cut; who is on the way is trapped. */
  powerCut(cut: Span): void {
    this.#beat(Math.max(this.now, cut.from));
    if (this.#chance(0.25, "on the way")) {
      this.#board("nothing");
      this.#after(second, { carStatus: 1, carDirection: 1, doorZone: false, speed: this.#traits.ratedSpeed });
      this.now += second;
      if (this.#traits.battery) this.#event("power-lost", "raised");
      this.#trapped("power-cut", cut);
    } else if (this.#traits.battery) {
      this.#event("power-lost", "raised");
      this.#after(second, { powerLost: true });
    }
    this.#beat(Math.max(this.now, cut.to));
    this.#after(second, { powerLost: false });
  }

  /** Somebody inspects it: by hand, between floors, with people in the car and on it. */
  #work(): void {
    const until = this.now + this.#between(15, 45, "work") * minute;
    this.#after(second, { serviceMode: 2, inside: true });
    while (this.now < until) {
      this.#after(this.#between(5, 20, "runs") * second, {
        carStatus: 1,
        carDirection: 1,
        doorZone: false,
        speed: 0.3,
      });
      this.#after(this.#between(60, 400, "stands") * second, { carStatus: 0, carDirection: 0, speed: 0 });
    }
    this.#after(10 * second, { doorZone: true, doorStatus: 4, inside: false });
    this.#after(20 * second, { serviceMode: 1, doorStatus: 2 });
  }
}
