import { beforeAll, describe, expect, test } from "vitest";
import { fillDuties } from "../../sim/fill-duties.ts";
import { hasFoundingTexts, type Reviewed, reviewFoundingDocuments } from "../../sim/review-founding.ts";
import { board, dutyList } from "../../src/rooms/duties/contract/board.ts";
import { type DocumentReview, documentList, documentReview } from "../../src/rooms/duties/contract/review.ts";
import { type House, startHouse } from "../support/house.ts";

/** The five founding documents, read and reviewed on one platform by the routes of the pages, each for its own jurisdiction. */
const name = "the five founding documents are reviewed (skipped where SP_SHARED or ../shared has no policies/gold)";

describe.skipIf(!hasFoundingTexts())(name, () => {
  let house: House;
  let reviewed: readonly Reviewed[];

  beforeAll(async () => {
    house = await startHouse({ lifts: 20, start: Date.parse("2026-11-27T10:00:00+08:00") });
    await fillDuties(
      house.admin,
      house.city.regions.map(({ code }) => code),
    );
    reviewed = await reviewFoundingDocuments(house.admin);
    await house.settle();
  }, 120_000);

  const review = (documentId: string): Promise<DocumentReview> =>
    house.admin.get(`/api/v1/policy-documents/${documentId}`, documentReview);

  test("every duty is confirmed, mended, or dropped with a reason", async () => {
    expect(
      reviewed.map(({ source, confirmed, mended, added, dropped }) => [source, confirmed, mended, added, dropped]),
    ).toEqual([
      ["000-quxian-2021", 29, 0, 0, 0],
      ["001-guangdong-2018", 7, 2, 0, 15],
      ["002-wuhan-jianghan", 15, 0, 0, 0],
      ["003-samr-2022", 17, 0, 0, 0],
      ["004-hangzhou-2020", 25, 0, 0, 0],
    ]);
    for (const { documentId } of reviewed) {
      const { duties } = await review(documentId);
      expect(duties.filter(({ state }) => state === "found")).toEqual([]);
      for (const { state, dropReason } of duties) expect(dropReason !== null).toBe(state === "dropped");
    }
  });

  test("each is bound to the place that its head names", async () => {
    const { documents } = await house.admin.get("/api/v1/policy-documents", documentList);
    expect(documents).toHaveLength(6);
    expect(documents.map(({ regionName }) => regionName)).toEqual(
      expect.arrayContaining(["渠县", "广东省", "江汉区", "杭州市"]),
    );
    for (const { documentId } of reviewed) {
      const { document, regions } = await review(documentId);
      expect(document.standing).toBe("bound");
      expect(regions[0]?.code).toBe(document.regionCode);
    }
  });

  test("units of the demonstration's city are bound by the national and the invented local document only", async () => {
    const { rows } = await house.admin.get("/api/v1/duty-list", dutyList);
    const city = rows.filter(({ owners }) => owners.some((owner) => owner.startsWith("升平示范市")));
    const others = [reviewed[0], reviewed[1], reviewed[2], reviewed[4]].map((one) => one?.documentId);
    expect(city.length).toBeGreaterThan(0);
    expect(city.filter(({ documentId }) => others.includes(documentId))).toEqual([]);
  });

  test("what has an owner and a day lives and stands on the board", async () => {
    const items = await house.admin.get("/api/v1/due-items?state=open&limit=200", board);
    const documents = new Set(items.items.map(({ documentId }) => documentId));
    expect(reviewed.map(({ documentId, alive }) => [alive > 0, documents.has(documentId)])).toEqual(
      reviewed.map(() => [true, true]),
    );
    expect(reviewed.flatMap(({ unmatched }) => unmatched)).toEqual([]);
  });

  test("the same review again changes nothing", async () => {
    const before = await house.admin.get("/api/v1/due-items?state=open&limit=200", board);
    expect(await reviewFoundingDocuments(house.admin)).toEqual(reviewed);
    await house.settle();
    expect(await house.admin.get("/api/v1/due-items?state=open&limit=200", board)).toEqual(before);
  });
});
