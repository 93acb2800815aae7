import { parentPort, workerData } from "node:worker_threads";
import { ok } from "../../../kernel/result.ts";
import { extractDuties } from "../extract/extract-duties.ts";
import type { ReadOrder } from "./read-in-thread.ts";
import { readPolicyFile } from "./read-policy-file.ts";

/** Reads one document and answers once, in a thread of its own: five hundred pages of PDF must not hold up an alarm. */
const order = workerData as ReadOrder;
const read = "path" in order ? await readPolicyFile(order.path) : ok({ format: "txt" as const, text: order.text });
parentPort?.postMessage(read.ok ? ok({ ...read.value, found: extractDuties(read.value.text) }) : read);
