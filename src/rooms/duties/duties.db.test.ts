import { readFileSync } from "node:fs";
import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { code, type DutiesDesk, local, ok, openDutiesDesk, person } from "../../../tests/support/duties-desk.ts";
import { bindDocument } from "./actions/bind-document.ts";
import { confirmDuty, dropDuty, mendDuty, settleDifference } from "./actions/change-duty.ts";
import { keepDocument } from "./actions/keep-document.ts";
import { applyReading, readDocumentAgain } from "./actions/read-document-again.ts";
import { addDuty, mergeDuties, splitDuty } from "./actions/reshape-duties.ts";
import { compareDocuments } from "./views/compare-documents.ts";

let desk: DutiesDesk;
let needs: DutiesDesk["needs"];
beforeAll(async () => {
  desk = await openDutiesDesk();
  needs = desk.needs;
});

describe("a document", () => {
  test("is kept once however often it is brought, with its duties where they stand", async () => {
    const id = await desk.bring(local);
    expect(await desk.bring(local)).toBe(id);
    const { duties, text, document, regions } = await desk.review(id);
    expect(document).toMatchObject({
      title: "示范县人民政府办公室关于加强电梯安全工作的通知",
      number: "示府办〔2026〕8号",
      standing: "read",
      duties: 3,
    });
    expect(regions[0]).toMatchObject({ code: "990121" });
    const letters = [...text];
    for (const { attribution, task, fields } of duties) {
      expect(letters.slice(...(attribution ?? [0, 0])).join("")).toMatch(/[〔（]?.+/);
      expect(
        letters
          .slice(...task)
          .join("")
          .replace(/\n/g, ""),
      ).toContain(fields.text.slice(0, 8));
    }
    expect(
      readFileSync(
        needs.files.pathOf(
          (await sql<{ h: string }>`select file_hash as h from duties.document`.execute(needs.database.db)).rows[0]
            ?.h ?? "",
        ),
        "utf8",
      ),
    ).toBe(local);
  });

  test("says that the rules have changed until it is read again", async () => {
    const id = await desk.bring(local.replace("8号", "7号"));
    expect((await desk.review(id)).rulesChanged).toBe(false);
    await sql`update duties.reading set rules = 'older' where document_id = ${id}`.execute(needs.database.db);
    expect((await desk.review(id)).rulesChanged).toBe(true);
    await ok(readDocumentAgain(needs, desk.as(), id));
    expect((await desk.review(id)).rulesChanged).toBe(false);
  });

  test("brought twice at the same moment is one document", async () => {
    const text = local.replace("8号", "9号");
    const [a, b] = await Promise.all([desk.bring(text), desk.bring(text)]);
    expect(a).toBe(b);
  });

  test("of some thousand duties is kept, read again and looked at", async () => {
    const [head = "", body = ""] = local.split("一、强化救援");
    const items = Array.from(
      { length: 800 },
      (_, n) => `（${n + 1}）${body.slice(0, 160).replaceAll("（", "〔").replaceAll("）", "〕")}`,
    );
    const id = await desk.bring(`${head}一、强化救援\n${items.join("\n")}`);
    const { duties } = await desk.review(id);
    expect(duties.length).toBeGreaterThan(1_000);
    expect(await readDocumentAgain(needs, desk.as(), id)).toMatchObject({ ok: true, value: { added: 0, lost: 0 } });
    expect(await compareDocuments(needs.database.db, desk.today(), { a: id, b: id })).toMatchObject({ ok: false });
  });

  test("a contract is not kept", async () => {
    const put = await needs.files.put(Buffer.from("合同\n甲方：一\n乙方：二\n甲方应当付款。乙方负责维护。\n"), {
      bytesMax: 1e6,
    });
    expect(put.ok && (await code(keepDocument(needs, desk.as(), { hash: put.value.hash, name: "c.txt" })))).toBe(
      "DUTIES_IS_CONTRACT",
    );
  });
});

describe("what people decide", () => {
  test("a mend survives another reading, and what better rules see in another way is shown and settled", async () => {
    const id = await desk.bring(local.replace("8号", "10号"));
    const drill = await desk.dutyWith(id, "演练");
    const fields = { ...drill.fields, support: ["县住建局", "县消防救援大队"] };
    await ok(mendDuty(needs, { ...desk.as(), id: drill.id, version: drill.version, fields }));
    const housing = await desk.dutyWith(id, "主体责任");
    await ok(dropDuty(needs, { ...desk.as(), id: housing.id, version: housing.version, reason: "不属于本县" }));
    await ok(readDocumentAgain(needs, desk.as(), id));
    const again = await desk.dutyWith(id, "演练");
    expect(again.fields.support).toEqual(["县住建局", "县消防救援大队"]);
    expect([again.mended, again.difference]).toEqual([["support"], null]);
    expect((await desk.dutyWith(id, "主体责任")).state).toBe("dropped");
    // Better rules read a lead in another way, and no longer find the platform's passage.
    const known = (await desk.review(id)).duties;
    const better = known.flatMap(({ attribution, task, fields: said }) =>
      attribution === null || said.text.includes("平台")
        ? []
        : [{ attribution, task, fields: { ...said, lead: ["县应急局"], support: drill.fields.support } }],
    );
    await needs.database.transaction((tx) => applyReading(tx, id, better));
    const differs = await desk.dutyWith(id, "演练");
    expect(differs.fields.lead).toEqual(["县市场监管局"]);
    expect(differs.difference).toMatchObject({ lost: false, fields: ["lead"] });
    expect((await desk.review(id)).document.differences).toBe(1);
    expect((await desk.dutyWith(id, "平台")).state).toBe("gone");
    await ok(settleDifference(needs, { ...desk.as(), id: differs.id, version: differs.version, take: true }));
    const settled = await desk.dutyWith(id, "演练");
    expect([settled.fields.lead, settled.fields.support, settled.difference]).toEqual([
      ["县应急局"],
      fields.support,
      null,
    ]);
  });

  test("whoever decides about what somebody else has changed is told", async () => {
    const id = await desk.bring(local.replace("8号", "11号"));
    const duty = await desk.dutyWith(id, "演练");
    await ok(confirmDuty(needs, { ...desk.as(), id: duty.id, version: duty.version }));
    expect(await code(confirmDuty(needs, { ...desk.as(), id: duty.id, version: duty.version }))).toBe(
      "DUTIES_CHANGED_MEANWHILE",
    );
  });

  test("split, merged and added duties stay what they are when the document is read again", async () => {
    const id = await desk.bring(local.replace("8号", "12号"));
    const duty = await desk.dutyWith(id, "主体责任");
    const [from, to] = duty.task;
    const middle = from + 8;
    expect(
      await code(
        splitDuty(needs, {
          ...desk.as(),
          id: duty.id,
          version: duty.version,
          parts: [
            { from, to: to + 1 },
            { from, to },
          ],
        }),
      ),
    ).toBe("DUTIES_PART_OUTSIDE");
    await ok(
      splitDuty(needs, {
        ...desk.as(),
        id: duty.id,
        version: duty.version,
        parts: [
          { from, to: middle },
          { from: middle, to },
        ],
      }),
    );
    const [one, two] = (await desk.review(id)).duties.filter(({ madeOf }) => madeOf.includes(duty.id));
    await ok(mergeDuties(needs, { ...desk.as(), ids: [one?.id ?? "", two?.id ?? ""] }));
    expect(await code(mergeDuties(needs, { ...desk.as(), ids: [one?.id ?? "", two?.id ?? ""] }))).toBe(
      "DUTIES_NOT_OPEN",
    );
    await ok(
      addDuty(needs, { ...desk.as(), documentId: id, task: [0, 10], fields: { ...duty.fields, text: "人工增加" } }),
    );
    const before = (await desk.review(id)).duties.map(({ id: each, state, fields }) => [each, state, fields.text]);
    const report = await readDocumentAgain(needs, desk.as(), id);
    expect(report).toMatchObject({ ok: true, value: { added: 0, lost: 0 } });
    expect((await desk.review(id)).duties.map(({ id: each, state, fields }) => [each, state, fields.text])).toEqual(
      before,
    );
  });

  test("an officer decides in his region and not above it", async () => {
    const id = await desk.bring(local.replace("8号", "13号"));
    await ok(bindDocument(needs, { ...desk.as(), id, regionCode: "990100" }));
    const duty = await desk.dutyWith(id, "演练");
    const county = person("officer", { kind: "region", code: "990121" });
    expect(await code(confirmDuty(needs, { ...desk.as(county), id: duty.id, version: duty.version }))).toBe(
      "DUTIES_OUT_OF_SCOPE",
    );
    const city = person("officer", { kind: "region", code: "990100" });
    await ok(confirmDuty(needs, { ...desk.as(city), id: duty.id, version: duty.version }));
  });
});
