import type { RegisterIndex } from "../../src/rooms/lifts/register-index/register-index.ts";

const limitMs = 30_000;

/**
 * Waits until the register in memory has all that was written so far. On a busy machine its loads are slow, and what bulk work has
 * written then comes after some seconds; until then `asOf` says so, and nobody may rely on the answer.
 */
export async function currentRegister(index: RegisterIndex): Promise<void> {
  const asked = Date.now();
  while (Date.now() - asked < limitMs) {
    const counts = await index.ask("counts", { filter: {}, scopes: [{ kind: "everything" }], now: asked });
    if (counts.ok && counts.value.asOf >= asked) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the register in memory stays behind the database");
}
