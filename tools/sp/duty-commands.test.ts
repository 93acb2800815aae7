import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { dutyDocument } from "../../src/rooms/duties/contract.ts";
import { dutyCommands } from "./duty-commands.ts";

const composed = resolve(import.meta.dirname, "../../src/rooms/duties/composed");
const extract = async (file: string) => dutyCommands[0]?.run([file], { publicKey: undefined });

test("sp duties extract prints a line for each duty, and everything as JSON", async () => {
  const answer = await extract(join(composed, "songzhao-2022.txt"));
  const printed = answer?.lines.join("\n") ?? "";
  expect(printed).toContain("松照区人民政府办公室关于印发《松照区既有住宅加装电梯三年行动计划》的通知");
  expect(printed).toContain("约定 convention: 列第一位者为牵头单位，下同");
  expect(printed).toMatch(/bracket 牵头 区财政局；配合 区住建局 2022年12月31日前 〔（二）加大资金支持〕/);
  expect(printed).toContain("5 项责任 duties");
  expect(dutyDocument.parse(JSON.parse(JSON.stringify(answer?.json))).duties).toHaveLength(5);
});

test("what cannot be opened or read is one sentence in both languages", async () => {
  await expect(extract(join(composed, "not-there.txt"))).rejects.toThrow(/无法打开文件。 Cannot open/);
  const picture = resolve(import.meta.dirname, "../../docs/pictures/car.png");
  await expect(extract(picture)).rejects.toThrow(
    /只能读取 TXT.*TXT, DOCX, PDF with a text layer.*DUTIES_DOCUMENT_KIND/,
  );
});
