import { fork } from "node:child_process";
import { type Report, rounded, target } from "../tools/report-line.ts";
import type { TwinFilled } from "./twin-fill.ts";

export type TwinOptions = { readonly lifts: number; readonly rounds: number; readonly say: (line: string) => void };

/**
 * What a million lifts take in the twin: the growth of resident memory of a fresh process from the moment when it knows their logins to when all
 * of them have told several states, each through reading, detection, twin, counters and contact. What the logins with their names and codes take
 * before that stands beside it.
 */
export async function benchTwin({ lifts, rounds, say }: TwinOptions): Promise<Report> {
  const { bareMib, loginsMib, filledMib, nsPerState } = await fillElsewhere(lifts, rounds);
  const twin = filledMib - loginsMib;
  say(`${lifts} lifts: logins ${rounded(loginsMib - bareMib)} MiB, twins ${rounded(twin)} MiB`);
  return {
    name: "twin",
    targets: [target("twin_mib", rounded(twin), { op: "<=", limit: 400, unit: "MiB" })],
    details: {
      lifts,
      rounds,
      bare_mib: rounded(bareMib),
      logins_mib: rounded(loginsMib - bareMib),
      resident_mib: rounded(filledMib),
      bytes_per_twin: Math.round((twin * 2 ** 20) / lifts),
      ns_per_state: Math.round(nsPerState),
    },
  };
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
