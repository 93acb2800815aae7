import { parentPort, workerData } from "node:worker_threads";
import { roadNetOf } from "./road-net.ts";
import { runWorld, type WorldSize } from "./run-world.ts";
import { type CityName, streetMapOf } from "./street-maps.ts";

/** One world in a thread of its own. */
export type WorldOrder = WorldSize & { readonly city: CityName; readonly realDataDir: string };

const order = workerData as WorldOrder;
parentPort?.postMessage(runWorld(roadNetOf(await streetMapOf(order.city, order.realDataDir)), order));
