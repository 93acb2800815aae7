import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import type { DutyFields } from "../src/rooms/duties/contract/duty-fields.ts";
import { type DocumentReview, documentReview, type ReviewDuty } from "../src/rooms/duties/contract/review.ts";
import type { ExtractedDuty } from "../src/rooms/duties/contract.ts";
import { importReport, organisationList } from "../src/rooms/identity/contract.ts";
import type { Api } from "./api.ts";
import { bringDocument, documentPath } from "./bring-document.ts";
import {
  type Decision,
  type FoundingReview,
  foundingRegions,
  foundingReviews,
  officeKinds,
} from "./founding-review-table.ts";

/** What became of a document's duties. */
export type Reviewed = {
  readonly source: string;
  readonly documentId: string;
  readonly confirmed: number;
  readonly mended: number;
  readonly added: number;
  readonly dropped: number;
  readonly alive: number;
  readonly unmatched: readonly string[];
};

const policies = (): string => join(resolve(process.env.SP_SHARED ?? "../shared"), "policies");
/** The texts and labels are not the project's to give away; they lie beside the checkout, or nowhere. */
export const hasFoundingTexts = (): boolean => existsSync(join(policies(), "gold"));

type Label = Pick<ExtractedDuty, "offset" | "attribution" | "task" | "heading" | "lead" | "support" | "joint" | "etc"> &
  Pick<ExtractedDuty, "deadlines" | "targets" | "cadence">;

/**
 * Reads and reviews the five founding documents as a person would, by the routes of the pages: each bound to its own place, its units
 * matched, every duty confirmed, mended, added or dropped with a reason. Where the rules read something else than the labels, the labels
 * are the person's word. The same again changes nothing.
 */
export async function reviewFoundingDocuments(
  api: Api,
  report: (line: string) => void = () => undefined,
): Promise<readonly Reviewed[]> {
  const rows = foundingRegions.map((row) => row.join(",")).join("\n");
  await importCsv(api, "regions", `code,name,parent\n${rows}\n`);
  const done: Reviewed[] = [];
  for (const review of foundingReviews) {
    const found = await reviewOne(api, review);
    done.push(found);
    report(
      `${found.source}: ${found.confirmed} confirmed (${found.mended} mended, ${found.added} added), ${found.dropped} dropped, ${found.alive} alive`,
    );
  }
  return done;
}

async function reviewOne(api: Api, plan: FoundingReview): Promise<Reviewed> {
  const documentId = await bringDocument(api, join(policies(), `${plan.source}.txt`));
  const look = (): Promise<DocumentReview> => api.get(documentPath(documentId), documentReview);
  const first = await look();
  if (first.document.regionCode === null)
    await api.post(`${documentPath(documentId)}/bind`, { regionCode: plan.region }, z.null());
  await matchUnits(api, documentId, plan);
  const gold = z
    .custom<{ duties: Label[] }>()
    .parse(JSON.parse(readFileSync(join(policies(), "gold", `${plan.source}.gold.json`), "utf8")));
  let added = 0;
  for (const label of gold.duties) {
    const known = (await look()).duties.some((duty) => isOf(duty, label));
    if (known) continue;
    await api.post(
      `${documentPath(documentId)}/duties`,
      { from: label.task[0], to: label.task[1], fields: fieldsOf(label, first.text) },
      z.object({ ids: z.array(z.uuid()) }),
    );
    added += 1;
  }
  const { duties } = await look();
  for (const duty of duties)
    await decide(api, duty, { label: gold.duties.find((one) => isOf(duty, one)), plan, text: first.text });
  return summaryOf(plan.source, documentId, { ...(await look()), added });
}

const isOf = (duty: ReviewDuty, label: Label): boolean =>
  duty.attribution === null ? duty.task[0] === label.task[0] : duty.attribution[0] === label.offset;

const fieldsOf = (label: Label, text: string): DutyFields => ({
  heading: label.heading,
  text: [...text]
    .slice(...label.task)
    .join("")
    .trim(),
  lead: label.lead,
  support: label.support,
  joint: label.joint,
  etc: label.etc,
  deadlines: label.deadlines,
  targets: label.targets,
  cadence: label.cadence,
});

type Given = { readonly label: Label | undefined; readonly plan: FoundingReview; readonly text: string };

/** The person's word on one duty. What he has decided before stays. */
async function decide(api: Api, duty: ReviewDuty, { label, plan, text }: Given): Promise<void> {
  if (duty.state !== "found") return;
  let { version } = duty;
  const act = async (deed: string, body: object): Promise<void> => {
    await api.post(`/api/v1/duties/${duty.id}/${deed}`, { version, ...body }, z.null());
    version += 1;
  };
  const decision: Decision | undefined = plan.decisions.find(({ offset }) => offset === duty.attribution?.[0]);
  const reason = decision?.drop ?? (label === undefined ? "经核对不是对单位的任务" : undefined);
  if (reason !== undefined) return await act("drop", { reason });
  const fields = label === undefined ? undefined : mended(duty.fields, fieldsOf(label, text), decision);
  if (fields !== undefined) await act("mend", { fields });
  const schedule = decision?.schedule ?? (duty.proposedSchedule === null ? yearly : undefined);
  if (schedule !== undefined) await act("schedule", { schedule });
  if (decision?.measure !== undefined) await act("measure", { measure: decision.measure });
  await act("confirm", {});
}

/** An undated duty is looked at once a year. */
const yearly = { days: [], every: { period: "P1Y", first: "2026-12-31" } };

const bare = (text: string): string => text.replace(/\s+/gu, "");

/** What a person writes in place of what the rules read; undefined where they read it right. */
function mended(read: DutyFields, label: DutyFields, decision: Decision | undefined): DutyFields | undefined {
  const passage = bare(read.text) === bare(label.text) ? read.text : label.text;
  const from = decision?.textFrom === undefined ? -1 : passage.indexOf(decision.textFrom);
  const heading = bare(read.heading ?? "") === bare(label.heading ?? "") ? read.heading : label.heading;
  const wanted = { ...label, heading, text: from > 0 ? passage.slice(from) : passage };
  return JSON.stringify(wanted) === JSON.stringify(read) ? undefined : wanted;
}

/** Names that mean more than one office, or the government itself, are matched by what kind of unit they mean. */
const general = /^(?:各|地方|其他|街道办|质监|总局批复试点)/;
const placeOf = (region: string): string => foundingRegions.find(([code]) => code === region)?.[1] ?? "";

async function matchUnits(api: Api, documentId: string, plan: FoundingReview): Promise<void> {
  const { region } = plan;
  const look = async () => (await api.get(documentPath(documentId), documentReview)).units;
  await importOffices(api, await look(), plan);
  const { organisations } = await api.get(`/api/v1/organisations?region=${region}`, organisationList);
  const government = organisations.find(({ kind }) => kind === "government");
  for (const { unit, candidates, matched } of await look()) {
    if (matched.length > 0) continue;
    const said = (plan.units?.[unit] ?? []).map((name) => `${placeOf(region)}${name}`);
    const sure = candidates.filter(({ certainty }) => certainty >= 75).slice(0, 1);
    const chosen = general.test(unit) ? candidates : sure;
    const matches =
      said.length > 0
        ? organisations.filter(({ name }) => said.includes(name)).map(({ id }) => ({ id, certainty: 70 }))
        : chosen.map(({ organisationId, certainty }) => ({ id: organisationId, certainty }));
    const named =
      matches.length > 0 || government === undefined || !general.test(unit)
        ? matches
        : [{ id: government.id, certainty: 60 }];
    if (named.length === 0) continue;
    await api.post(`${documentPath(documentId)}/units`, { unit, organisations: named }, z.null());
  }
}

/** The offices of the place that the document names (县住建局 → 渠县住建局), its government, a township and a street. */
async function importOffices(api: Api, units: DocumentReview["units"], plan: FoundingReview): Promise<void> {
  const { region } = plan;
  if (region === "100000") return;
  const place = placeOf(region);
  const named = units
    .map(({ unit }) => unit)
    .filter((unit) => /(?:局|委|委员会|办|部|会|组|支队|大队)$/.test(unit) && !general.test(unit))
    .map((unit) => (unit.includes(place) ? unit : `${place}${unit.replace(/^[省市县区]/, "")}`));
  const said = Object.values(plan.units ?? {})
    .flat()
    .map((name) => `${place}${name}`);
  const offices = [
    [`${place}人民政府`, "government"],
    [`${place}第一镇人民政府`, "township"],
    [`${place}第一街道办事处`, "street-office"],
    ...[...new Set([...named, ...said])]
      .filter((name) => !name.endsWith("第一街道办事处"))
      .map((name) => [
        name,
        officeKinds.find(([words]) => words.test(name.slice(place.length)))?.[1] ?? "department-other",
      ]),
  ];
  const rows = offices.map(([name, kind], i) => `F${region}-${i + 1},${name},${kind},${region},`);
  await importCsv(api, "organisations", `code,name,kind,region,duty_phone\n${rows.join("\n")}\n`);
}

async function importCsv(api: Api, form: string, csv: string): Promise<void> {
  const { refused } = await api.post(`/api/v1/imports/${form}`, { csv }, importReport);
  const [first] = refused;
  if (first !== undefined) throw new Error(`${form}, row ${first.row}: ${first.code} ${first.text}`);
}

function summaryOf(
  source: string,
  documentId: string,
  { duties, units, added }: DocumentReview & { added: number },
): Reviewed {
  const confirmed = duties.filter(({ state }) => state === "confirmed");
  return {
    source,
    documentId,
    confirmed: confirmed.length,
    mended: confirmed.filter((duty) => duty.mended.length > 0).length,
    added,
    dropped: duties.filter(({ state }) => state === "dropped").length,
    alive: confirmed.filter(({ lacks }) => lacks.length === 0).length,
    unmatched: units.filter(({ matched }) => matched.length === 0).map(({ unit }) => unit),
  };
}
