import { parentPort, workerData } from "node:worker_threads";
import { roadNetOf } from "./road-net.ts";
import { runWorld } from "./run-world.ts";
import { type CityName, streetMapOf } from "./street-maps.ts";

/** One world in a thread of its own. */
export type WorldOrder = {
  readonly city: CityName;
  readonly realDataDir: string;
  readonly seed: number;
  readonly days: number;
  readonly storms: number;
};

const order = workerData as WorldOrder;
parentPort?.postMessage(runWorld(roadNetOf(await streetMapOf(order.city, order.realDataDir)), order));
