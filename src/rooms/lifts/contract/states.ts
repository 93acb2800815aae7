import { z } from "zod";
import { ordersInForce, services } from "./catalogue.ts";

/** Two of the three states of a lift that people set: the order in force, and the service. The third is its registration. */

/** An order is given or lifted: on a day, on a paper (监察指令书, 查封决定书, 解除决定书). */
export const setOrderBody = z.object({
  version: z.int(),
  to: z.enum(ordersInForce),
  on: z.iso.date(),
  paper: z.string().trim().min(2).max(120),
  reason: z.string().trim().min(2).max(200),
});

/** The lift runs, stands still, or is being worked on. */
export const setServiceBody = z.object({
  version: z.int(),
  to: z.enum(services),
  reason: z.string().trim().min(2).max(200),
});

/** Since when a state holds and on what it stands, as the ledger tells; empty texts where it does not say. */
export const stateNote = z.object({ since: z.int(), paper: z.string(), reason: z.string() });
