import { parentPort, workerData } from "node:worker_threads";
import { refuse } from "../../kernel/result.ts";
import { TableFault } from "../files/table-file.ts";
import type { ImportFormWork } from "./import-form.ts";
import { type PreviewOrder, previewFile } from "./preview-file.ts";

/** A look into a file that somebody brought, in a thread of its own: a large workbook must not hold up an alarm. Answers once. */
export type PreviewWorkOrder = Omit<PreviewOrder, "understands"> & { readonly work: string };

const order = workerData as PreviewWorkOrder;
const { importFormWork } = (await import(order.work)) as { importFormWork: ImportFormWork<unknown> };
const understands = importFormWork.understands ?? (() => null);
parentPort?.postMessage(await previewFile({ ...order, understands }).catch(refusal));

function refusal(error: unknown) {
  if (error instanceof TableFault) return refuse(error.refusal.code, error.refusal.params);
  throw error;
}
