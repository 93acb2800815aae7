import type { OrganisationId } from "../../src/kernel/ids.ts";
import type { Principal } from "../../src/kernel/principal.ts";
import { findOrganisationByCode, upsertRegion } from "../../src/rooms/identity/index.ts";
import { findLiftByAnyCode } from "../../src/rooms/lifts/views/find-lift.ts";
import { liftFileOf } from "../../src/rooms/lifts/views/lift-file.ts";
import type { RoomPlatform } from "./room-platform.ts";

/** Who edits lifts, and the two districts in which they stand. */
export const everything = [{ kind: "everything" }] as const;
export const principal = {
  kind: "key",
  keyId: "k",
  name: "test",
  grants: [{ role: "administrator", scope: { kind: "everything" } }],
} as const satisfies Principal;
export const officerOf = (code: string): Principal => ({
  kind: "key",
  keyId: `officer-${code}`,
  name: "officer",
  grants: [{ role: "officer", scope: { kind: "region", code } }],
});

export const twoDistricts = ({ platform }: RoomPlatform): Promise<void> =>
  platform.database.transaction(async (tx) => {
    for (const [code, name, parent] of [
      ["330000", "省", "100000"],
      ["330100", "市", "330000"],
      ["330106", "甲区", "330100"],
      ["330107", "乙区", "330100"],
    ] as const)
      await upsertRegion(tx, { code, name, parent });
  });

export const registerOf = (n: number): string => `3110330106201906${String(n).padStart(4, "0")}`;

export async function unitOf({ platform }: RoomPlatform, code: string): Promise<OrganisationId> {
  const found = await findOrganisationByCode(platform.database.db, code);
  if (found === undefined) throw new Error(`no organisation ${code}`);
  return found.id;
}

/** The file of lift `n`, as somebody sees it who may see everything. */
export async function fileOfLift({ platform }: RoomPlatform, n: number) {
  const { db } = platform.database;
  const found = await findLiftByAnyCode(db, registerOf(n));
  if (found === undefined) throw new Error(`no lift ${n}`);
  const file = await liftFileOf(db, found.id, { scopes: everything, fullPhones: true, printsSigns: true });
  if (file === undefined) throw new Error(`no file ${n}`);
  return { ...file, id: found.id };
}
