import { fork } from "node:child_process";
import { type Report, rounded, type Target, target } from "../tools/report-line.ts";
import type { TwinFilled } from "./twin-fill.ts";

export type TwinOptions = { readonly lifts: number; readonly rounds: number; readonly say: (line: string) => void };
export type TwinSizes = {
  readonly lifts: number;
  readonly rounds: number;
  readonly twin_mib: number;
  /** What the lifts' logins take before, with names, codes and the maps by which they are found. */
  readonly logins_mib: number;
  readonly resident_mib: number;
  readonly bytes_per_twin: number;
};

/**
 * What a million lifts take in the twin: the growth of resident memory of a fresh process from the moment when it knows their logins to when all
 * of them have told several states, each through reading, detection, twin, counters and contact.
 */
export async function measureTwins({ lifts, rounds, say }: TwinOptions): Promise<TwinSizes> {
  const { bareMib, loginsMib, filledMib } = await fillElsewhere(lifts, rounds);
  const twin = filledMib - loginsMib;
  say(
    `${lifts} lifts in a process of their own: logins ${Math.round(loginsMib - bareMib)} MiB, twins ${Math.round(twin)} MiB`,
  );
  return {
    lifts,
    rounds,
    twin_mib: Math.round(10 * twin) / 10,
    logins_mib: Math.round(loginsMib - bareMib),
    resident_mib: Math.round(filledMib),
    bytes_per_twin: Math.round((twin * 2 ** 20) / lifts),
  };
}

export const twinTarget = ({ twin_mib }: TwinSizes): Target =>
  target("twin_mib", rounded(twin_mib), { op: "<=", limit: 400, unit: "MiB" });

export async function benchTwin(options: TwinOptions): Promise<Report> {
  const sizes = await measureTwins(options);
  return { name: "twin", targets: [twinTarget(sizes)], details: { ...sizes } };
}

function fillElsewhere(lifts: number, rounds: number): Promise<TwinFilled> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL("./twin-fill.ts", import.meta.url), [String(lifts), String(rounds)], {
      execArgv: [...process.execArgv, "--expose-gc"],
    });
    child.on("message", (told: TwinFilled) => resolve(told));
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`the process ended with ${code} and told nothing`)));
  });
}
