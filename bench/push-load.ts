import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { ingestReply } from "../src/rooms/devices/contract.ts";
import type { GatewayOrder } from "./frame-load.ts";
import { journey } from "./journey.ts";

/** The HTTP load of the bench `ingest`, in a thread of its own: enterprises' platforms that push NDJSON of their lifts, one push after the other each. */
export type PushOrder = {
  readonly http: string;
  readonly seconds: number;
  readonly framesPerPush: number;
  readonly gateways: readonly GatewayOrder[];
};
export type PushTold =
  | {
      readonly told: "done";
      readonly accepted: number;
      readonly others: number;
      readonly ms: number;
      readonly perSecond: readonly number[];
    }
  | { readonly told: "failed"; readonly reason: string };

const states = journey.map((state) => JSON.stringify(state).slice(1));
const reply = z.object({ ...ingestReply.shape });

async function run({ http, seconds, framesPerPush, gateways }: PushOrder): Promise<void> {
  const begun = performance.now();
  const perSecond: number[] = [];
  let accepted = 0;
  let others = 0;
  const pushes = async ({ username, password, codes }: GatewayOrder): Promise<void> => {
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
    for (let turn = 0; performance.now() - begun < seconds * 1_000; ) {
      const at = Date.now();
      let body = "";
      for (let i = 0; i < framesPerPush; i += 1, turn += 1) {
        const lift = turn % codes.length;
        const round = (turn - lift) / codes.length;
        body += `{"registerCode":"${codes[lift]}","channel":"state","at":${at + round},"seq":${round},"serviceMode":1,${states[(round + lift) % states.length]}\n`;
      }
      const answer = await fetch(`${http}/ingest/v1/batch`, { method: "POST", headers: { authorization }, body });
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
      const counts = reply.parse(await answer.json());
      accepted += counts.accepted;
      others += counts.repeated + counts.quarantined + counts.refused;
      const second = Math.floor((performance.now() - begun) / 1_000);
      perSecond[second] = (perSecond[second] ?? 0) + counts.accepted;
    }
  };
  await Promise.all(gateways.map(pushes));
  const told: PushTold = {
    told: "done",
    accepted,
    others,
    ms: performance.now() - begun,
    perSecond: [...perSecond].map((each) => each ?? 0),
  };
  parentPort?.postMessage(told);
}

run(workerData as PushOrder).catch((error: unknown) => {
  const told: PushTold = { told: "failed", reason: String(error) };
  parentPort?.postMessage(told);
});
