import { join } from "node:path";
import { sql } from "kysely";
import { expect } from "vitest";
import type { Principal, Scope } from "../../src/kernel/principal.ts";
import { createFileStore } from "../../src/platform/files/file-store.ts";
import type { Platform } from "../../src/platform/platform.ts";
import type { Asker } from "../../src/rooms/duties/actions/asker.ts";
import { confirmUnits } from "../../src/rooms/duties/actions/confirm-units.ts";
import { dutiesDue } from "../../src/rooms/duties/actions/duties-due.ts";
import { keepDocument } from "../../src/rooms/duties/actions/keep-document.ts";
import { createMeasureDesk } from "../../src/rooms/duties/actions/measures.ts";
import type { Board } from "../../src/rooms/duties/contract/board.ts";
import type { DocumentReview, ReviewDuty } from "../../src/rooms/duties/contract/review.ts";
import { readBoard } from "../../src/rooms/duties/views/due-items.ts";
import { reviewDocument } from "../../src/rooms/duties/views/review-document.ts";
import { upsertOrganisation, upsertRegion } from "../../src/rooms/identity/index.ts";
import { openRoomPlatform } from "./room-platform.ts";

/** A local document of an invented county. */
export const local = `示范县人民政府办公室关于加强电梯安全工作的通知
示府办〔2026〕8号
各乡镇人民政府，县级各部门：
一、强化救援
（一）完善应急机制。每半年至少组织一次电梯困人应急救援演练。〔县市场监管局牵头，县住建局配合〕
（二）提升平台覆盖。应急处置平台2026年12月10日前覆盖在用电梯75%以上。〔县市场监管局牵头〕
二、强化使用管理
（三）落实主体责任。定期督促物业服务企业落实电梯使用安全主体责任。（责任单位：县住建局、县教育局）
示范县人民政府办公室
2026年1月5日
`;

export const everything: Scope = { kind: "everything" };
export const person = (role: string, scope: Scope): Principal => ({
  kind: "key",
  keyId: role,
  name: role,
  grants: [{ role, scope }],
});
const admin = person("administrator", everything);

type Outcome = Promise<{ ok: boolean; refusal?: { code: string } }>;
export const ok = async (result: Outcome): Promise<void> => {
  const found = await result;
  expect(found.ok ? "ok" : found.refusal?.code).toBe("ok");
};
export const code = async (result: Outcome): Promise<string | undefined> => {
  const found = await result;
  return found.ok ? undefined : found.refusal?.code;
};

export type DutiesDesk = {
  readonly needs: Platform;
  readonly units: Readonly<Record<string, string>>;
  readonly as: (principal?: Principal) => Asker;
  /** Reads and keeps a document; the same text is the same document. */
  readonly bring: (text: string) => Promise<string>;
  readonly review: (id: string) => Promise<DocumentReview>;
  readonly dutyWith: (id: string, words: string) => Promise<ReviewDuty>;
  readonly match: (documentId: string, unit: string, ...codes: string[]) => ReturnType<typeof confirmUnits>;
  readonly today: () => string;
  readonly boardOf: (scopes?: readonly Scope[], query?: object) => Promise<Board>;
  /** Moves to noon of a day in China and does what is due. */
  readonly goTo: (day: string) => Promise<void>;
  /** What the measure `test.share` shows from now on. */
  readonly show: (value: number) => void;
};

const regions = [
  ["990000", "示范省", "100000"],
  ["990100", "示范市", "990000"],
  ["990121", "示范县", "990100"],
  ["990122", "邻县", "990100"],
] as const;
const organisations = [
  ["SJ", "示范县市场监督管理局", "supervision-county", "990121", "05710000000"],
  ["ZJ", "示范县住房和城乡建设局", "department-housing", "990121", null],
  ["JY", "示范县教育局", "department-education", "990121", null],
  ["LX", "邻县市场监督管理局", "supervision-county", "990122", null],
] as const;

async function fill({ database }: Platform): Promise<Record<string, string>> {
  await database.transaction(async (tx) => {
    for (const [each, name, parent] of regions) await upsertRegion(tx, { code: each, name, parent });
    for (const [each, name, kind, regionCode, dutyPhone] of organisations)
      await upsertOrganisation(tx, { code: each, name, kind, regionCode, dutyPhone });
  });
  const { rows } = await sql<{ id: string; code: string }>`select id, code from identity.v_organisation`.execute(
    database.db,
  );
  return Object.fromEntries(rows.map((row) => [row.code, row.id]));
}

/** The room on a database of its own: an invented county with three offices and a neighbour, one measure, a clock that is moved. */
export async function openDutiesDesk(): Promise<DutiesDesk> {
  const { platform, clock, database } = await openRoomPlatform(["identity", "duties"]);
  const needs: Platform = { ...platform, files: await createFileStore(join(database.dataDir, "files")) };
  const units = await fill(needs);
  let shown = 60;
  const about = { name: "test.share", zh: "占比", en: "share", definitionZh: "定义", definitionEn: "definition" };
  const silent = { warn: () => undefined } as unknown as Platform["log"];
  const measures = createMeasureDesk([{ ...about, unit: "%", ask: async () => shown }], silent);
  const as = (principal: Principal = admin): Asker => ({ principal, address: "127.0.0.1", at: clock.now() });
  const today = (): string => new Date(clock.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  const review = async (id: string): Promise<DocumentReview> => {
    const found = await reviewDocument(needs.database.db, { id, viewer: admin, now: clock.now() });
    if (found === undefined) throw new Error("no such document");
    return found;
  };
  return {
    needs,
    units,
    as,
    today,
    review,
    bring: async (text) => {
      const put = await needs.files.put(Buffer.from(text), { bytesMax: 1e6 });
      if (!put.ok) throw new Error(put.refusal.code);
      const kept = await keepDocument(needs, as(), { hash: put.value.hash, name: "a.txt" });
      if (!kept.ok) throw new Error(kept.refusal.code);
      return kept.value.id;
    },
    dutyWith: async (id, words) => {
      const { duties } = await review(id);
      const found = duties.find(({ fields, state }) => fields.text.includes(words) && state !== "replaced");
      if (found === undefined) throw new Error(`no duty with ${words}`);
      return found;
    },
    match: (documentId, unit, ...codes) => {
      const matched = codes.map((each) => ({ id: units[each] ?? "", certainty: 90 }));
      return confirmUnits(needs, { ...as(), documentId, unit, organisations: matched });
    },
    boardOf: (scopes = [everything], query = {}) =>
      readBoard(needs.database.db, { scopes, today: today(), query: { state: "open", limit: 100, ...query } }),
    goTo: async (day) => {
      clock.set(Date.parse(`${day}T12:00:00+08:00`));
      const due = dutiesDue(needs, measures);
      for (const id of await due.find(clock.now(), 1_000)) await due.run(id, clock.now());
    },
    show: (value) => {
      shown = value;
    },
  };
}
