import { parentPort, workerData } from "node:worker_threads";
import type { Stretch } from "./ledger-lines.ts";
import { readStretchOfFile } from "./ledger-stretch.ts";

/** One processor's share of a large export. */
parentPort?.postMessage(await readStretchOfFile(workerData as Stretch));
