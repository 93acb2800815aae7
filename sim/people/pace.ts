/** How quickly simulated people do things. Clocks are never bent: only movement and work take less time. */
export type Pace = {
  /** Seconds from the ask to the answer. */
  readonly answer: readonly [number, number];
  /** How many times faster than the road time they travel; Infinity = at once. */
  readonly speed: number;
  /** Seconds at the lift until people are out, and from then to the last word. */
  readonly onScene: readonly [number, number];
  readonly closing: readonly [number, number];
  /** Shares of asks that are refused or never answered. */
  readonly refuses: number;
  readonly silent: number;
  readonly positionEverySeconds: number;
};

/** A demonstration: whoever watches sees a whole rescue in two or three minutes. On-scene bands after published bulletins. */
export const demoPace = (speed: number): Pace => ({
  answer: [5, 25],
  speed,
  onScene: [Math.max(8, 130 / speed), Math.max(20, 440 / speed)],
  closing: [6, 18],
  refuses: 0.05,
  silent: 0.03,
  positionEverySeconds: 10,
});

/** For proofs and benches: everything at once. */
export const briskPace: Pace = {
  answer: [0.1, 0.6],
  speed: Number.POSITIVE_INFINITY,
  onScene: [0.1, 0.6],
  closing: [0.05, 0.3],
  refuses: 0.03,
  silent: 0,
  positionEverySeconds: 10,
};
