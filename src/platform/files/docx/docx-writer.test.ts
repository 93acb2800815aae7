import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { afterAll, expect, test } from "vitest";
import { readXml } from "../xlsx/xml-events.ts";
import { openZipParts } from "../xlsx/zip-parts.ts";
import { docxStream } from "./docx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "sp-docx-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("what is written as a table can be read again, cell by cell, whatever the texts hold", async () => {
  const rows = [
    ["1", "督促 <物业> & 使用单位\n每半年", "75%以上"],
    ["2", "\u0001控制字符与\ud800半个字", ""],
  ];
  const columns = ["序号", "责任事项", "目标"].map((header) => ({ header, width: 10 }));
  const bytes = await buffer(
    docxStream({ title: "权责清单", subtitle: "共 2 项", sections: [{ table: { columns, rows } }] }),
  );
  const file = join(folder, "list.docx");
  writeFileSync(file, bytes);
  const parts = await openZipParts(file);
  const cells: string[][] = [];
  let open = false;
  await readXml(
    parts.read("word/document.xml"),
    {
      open: (name) => {
        if (name === "tr") cells.push([]);
        if (name === "tc") cells.at(-1)?.push("");
        open = name === "t";
      },
      close: (name) => {
        if (name === "t") open = false;
      },
      text: (piece) => {
        const row = cells.at(-1);
        if (open && row !== undefined && row.length > 0) row.push((row.pop() ?? "") + piece);
      },
    },
    1e6,
  );
  await parts.close();
  expect(cells).toEqual([
    ["序号", "责任事项", "目标"],
    ["1", "督促 <物业> & 使用单位每半年", "75%以上"],
    ["2", "控制字符与\ufffd半个字", ""],
  ]);
});

test("figures stand at the right, and each page says its number and how many there are", async () => {
  const columns = [
    { header: "项目", width: 3 },
    { header: "起数", width: 1, align: "right" as const },
  ];
  const sections = [{ table: { columns, rows: [["困人", "12"]] } }];
  const file = join(folder, "figures.docx");
  writeFileSync(file, await buffer(docxStream({ title: "简报", subtitle: "", sections })));
  const parts = await openZipParts(file);
  const [document, foot] = [await text(parts.read("word/document.xml")), await text(parts.read("word/footer.xml"))];
  await parts.close();
  expect(document).toMatch(/<w:jc w:val="right"\/><\/w:pPr><w:r><w:t xml:space="preserve">12</);
  expect(document).not.toMatch(/<w:jc w:val="right"\/><\/w:pPr><w:r><w:t xml:space="preserve">困人</);
  expect(document).toContain('<w:footerReference w:type="default" r:id="rId2"/>');
  expect(foot).toMatch(/第 .* PAGE .* NUMPAGES .* 页/);
});
