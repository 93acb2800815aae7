import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { regionHolds } from "../src/kernel/principal.ts";
import { board } from "../src/rooms/duties/contract/board.ts";
import type { MeasureBinding, Schedule } from "../src/rooms/duties/contract/duty-fields.ts";
import { type DocumentReview, documentReview, type ReviewDuty } from "../src/rooms/duties/contract/review.ts";
import type { Api } from "./api.ts";
import { bringDocument, documentPath } from "./bring-document.ts";

/** The demonstration's own document, of a city that is not there; and the national one, where the folder of policies is at hand. */
const localFile = join(import.meta.dirname, "policies/shengping-2026.txt");
const localRegion = "990100";
const nation = "100000";
const nationalFile = (): string => join(resolve(process.env.SP_SHARED ?? "../shared"), "policies/003-samr-2022.txt");

/** What a person would decide about a duty, found by words of its heading or passage. */
type Decided = {
  readonly words: string;
  readonly schedule?: Schedule;
  readonly measure?: MeasureBinding;
  readonly done?: string;
};

const localDuties: readonly Decided[] = [
  { words: "扩大应急处置平台覆盖", measure: { name: "lifts.signs-posted-share", op: ">=", value: 99 } },
  { words: "缩短救援时间", measure: { name: "rescue.arrived-within-30-minutes-share", op: ">=", value: 95 } },
  {
    words: "开展应急演练",
    schedule: { days: [], every: { period: "P6M", first: "2026-06-30" } },
    done: "6 月 25 日在示范中区组织电梯困人应急救援演练，参加 42 人，签到表存档。（示范数据）",
  },
  { words: "整治超期未检", measure: { name: "lifts.inspection-overdue-count", op: "<=", value: 0 } },
  { words: "落实物业服务责任" },
  { words: "加强安全教育" },
];
const nationalDuties: readonly Decided[] = [
  { words: "提升应急救援能力", measure: { name: "lifts.signs-posted-share", op: ">=", value: 75 } },
  { words: "超期未检专项整治", schedule: { days: [], every: { period: "P1Y", first: "2026-12-31" } } },
];
/** In a real office a person looks at each; here the surest proposal stands for him. */
const localUnits = ["市市场监管局", "市住房建设局", "市教育局", "市应急管理局", "市消防救援支队", "市民政局"];
const nationalUnits = ["各地市场监管部门"];

/**
 * Two documents read, bound and partly confirmed, so that the board is not empty: some duties live, one is overdue, one is done. The same
 * again changes nothing. `regions`: those of the city; the local document binds only where its invented city is.
 */
export async function fillDuties(api: Api, regions: readonly string[]): Promise<readonly string[]> {
  const filled: string[] = [];
  if (existsSync(nationalFile())) {
    await fillDocument(api, { file: nationalFile(), region: nation, units: nationalUnits, duties: nationalDuties });
    filled.push(basename(nationalFile()));
  }
  if (!regions.some((code) => regionHolds(localRegion, code))) return filled;
  await fillDocument(api, { file: localFile, region: localRegion, units: localUnits, duties: localDuties });
  return [...filled, basename(localFile)];
}

type Filled = {
  readonly file: string;
  readonly region: string;
  readonly units: readonly string[];
  readonly duties: readonly Decided[];
};

async function fillDocument(api: Api, { file, region, units, duties }: Filled): Promise<void> {
  const documentId = await bringDocument(api, file);
  const review = (): Promise<DocumentReview> => api.get(documentPath(documentId), documentReview);
  if ((await review()).document.regionCode === null)
    await api.post(`${documentPath(documentId)}/bind`, { regionCode: region }, z.null());
  for (const { unit, candidates, matched } of (await review()).units) {
    const [best] = candidates;
    if (!units.includes(unit) || best === undefined || matched.length > 0) continue;
    const organisations = [{ id: best.organisationId, certainty: best.certainty }];
    await api.post(`${documentPath(documentId)}/units`, { unit, organisations }, z.null());
  }
  for (const decided of duties) await decide(api, review, decided);
}

async function decide(api: Api, review: () => Promise<DocumentReview>, decided: Decided): Promise<void> {
  const find = async (): Promise<ReviewDuty | undefined> =>
    (await review()).duties.find(({ fields }) => `${fields.heading ?? ""}${fields.text}`.includes(decided.words));
  const found = await find();
  if (found?.state !== "found") return;
  const act = async (deed: string, body: object): Promise<void> => {
    const { version } = (await find()) ?? found;
    await api.post(`/api/v1/duties/${found.id}/${deed}`, { version, ...body }, z.null());
  };
  if (decided.schedule !== undefined) await act("schedule", { schedule: decided.schedule });
  if (decided.measure !== undefined) await act("measure", { measure: decided.measure });
  await act("confirm", {});
  if (decided.done !== undefined) await finishFirst(api, found.id, decided.done);
}

/** The item that is due first, done with a note as its evidence. */
async function finishFirst(api: Api, dutyId: string, text: string): Promise<void> {
  const { items } = await api.get("/api/v1/due-items?state=overdue&limit=200", board);
  const item = items.find((each) => each.dutyId === dutyId);
  if (item === undefined) return;
  await api.post(`/api/v1/due-items/${item.id}/note`, { text }, z.null());
  await api.post(`/api/v1/due-items/${item.id}/done`, { note: "" }, z.null());
}
