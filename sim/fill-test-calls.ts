import { randomUUID } from "node:crypto";
import { z } from "zod";
import { dutyNumberList } from "../src/rooms/rescue/contract/test-calls.ts";
import type { Api } from "./api.ts";
import type { Draws } from "./draws.ts";

const answeredShare = 0.92;

/**
 * Test calls of the 24-hour numbers that nobody has tried yet, as a centre makes them before its platform counts as covering a lift: most
 * are answered. @returns how many were called; none when all have been.
 */
export async function fillTestCalls(api: Api, draws: Draws): Promise<number> {
  const { numbers } = await api.get("/api/v1/test-calls?state=never", dutyNumberList);
  let called = 0;
  for (const { organisationId, organisation, phone } of numbers) {
    if (phone === null) continue;
    const answered = draws.chance(answeredShare, "test-call", organisation);
    const answeredBy = answered ? "值班员" : "";
    const body = { key: randomUUID(), organisationId, phone, answered, answeredBy, note: "示范数据" };
    await api.post("/api/v1/test-calls", body, z.object({}));
    called += 1;
  }
  return called;
}
