import type { Refusal } from "../../kernel/result.ts";
import { fileStoreRefusals } from "../files/file-store.ts";
import { tableRefusals } from "../files/table-file.ts";
import type { RefusalTexts } from "../http/route.ts";
import type { Said } from "./import-contract.ts";
import type { ImportForm, Words } from "./import-form.ts";

/** What is said of any form's cells and of runs as a whole. */
const commonWords: Words = {
  CELL_ERROR: { zh: "公式出错（{cell}）", en: "the formula failed ({cell})" },
  CELL_DAMAGED: { zh: "「{cell}」里有乱码", en: "“{cell}” holds damaged characters" },
  CELL_PRECISION: {
    zh: "「{cell}」以数字保存，超过 15 位的部分已失真；请从原系统以文本格式重新导出",
    en: "“{cell}” was stored as a number and has lost its last digits; export it again as text",
  },
  CELL_FORMULA: { zh: "公式，取保存时的计算结果", en: "a formula; its value as it was saved was taken" },
  ROW_MENDED: {
    zh: "来源未改，此前被拒绝的这一行已在这里改正，不再处理",
    en: "the source has not changed it; this row was refused before and mended here",
  },
  CELL_FROM_ABOVE: {
    zh: "空格，沿用前面同一地址的行",
    en: "blank; taken from a row above, which has the same address",
  },
  ROW_TWICE: { zh: "与第 {row} 行重复（{name}）", en: "the same as row {row} ({name})" },
  ROW_STILL_TWICE: {
    zh: "尚未改正：与原文件第 {row} 行重复（{name}）",
    en: "not mended yet: the same as row {row} of the file before ({name})",
  },
  FILE_WHOLE: {
    zh: "这份文件按来源的全部登记处理：上次有、这次没有的，导入后列为缺失",
    en: "the file is taken for the whole of its source: what it no longer lists will be listed as missing",
  },
  FILE_PART: {
    zh: "这份文件按一部分登记处理：没有列出的不算缺失",
    en: "the file is taken for a part: what it does not list is not missing",
  },
  FILE_MENDS: {
    zh: "这份文件改正之前被拒绝的行：没有列出的不算缺失",
    en: "the file mends refused rows of an earlier import: what it does not list is not missing",
  },
  REGION_NOT_YOURS: { zh: "该行政区划不在此数据来源的范围内", en: "this region is outside those of this source" },
};

/** Refusals of imports: over HTTP, and as the reason why a run ended. */
export const importRefusals: RefusalTexts = {
  ...tableRefusals,
  ...fileStoreRefusals,
  IMPORTS_SOURCE_NOT_FOUND: { status: 404, zh: "没有这个数据来源。", en: "There is no such source." },
  IMPORTS_RUN_NOT_FOUND: { status: 404, zh: "没有这次导入。", en: "There is no such import." },
  IMPORTS_FORM_UNKNOWN: { status: 422, zh: "没有这种表：{form}。", en: "There is no form {form}." },
  IMPORTS_SOURCE_NAME_TAKEN: {
    status: 409,
    zh: "已有同名的数据来源，可能属于其他地区。请换一个名称，例如加上地区名。",
    en: "There is a source of this name already, perhaps of another region. Choose another, with the region in it, say.",
  },
  IMPORTS_FILE_EMPTY: { status: 422, zh: "文件是空的。", en: "The file is empty." },
  IMPORTS_NO_HEAD: {
    status: 422,
    zh: "没有找到表头。请在对照页指定表头所在的行。",
    en: "No head was found. Say on the mapping page in which row it stands.",
  },
  IMPORTS_NO_ROWS: {
    status: 422,
    zh: "表头以下没有数据行。",
    en: "There are no rows of data below the head.",
  },
  IMPORTS_COLUMNS_GONE: {
    status: 422,
    zh: "文件里没有对照表中的列：{columns}。请核对文件，或重新对照。",
    en: "The file lacks columns of the mapping: {columns}. Check the file, or map it again.",
  },
  IMPORTS_NOT_MAPPED: { status: 409, zh: "请先确认列的对照。", en: "Confirm the mapping of the columns first." },
  IMPORTS_NO_KEY: {
    status: 422,
    zh: "至少要有一列能认出每一行：{fields}。",
    en: "At least one column must tell the rows apart: {fields}.",
  },
  IMPORTS_FIELD_UNKNOWN: { status: 422, zh: "没有字段 {field}。", en: "There is no field {field}." },
  IMPORTS_FIELD_OWNED: {
    status: 409,
    zh: "字段 {field} 已由另一来源负责。",
    en: "Another source has the word in {field}.",
  },
  IMPORTS_BUSY: {
    status: 409,
    zh: "「{file}」正在处理，请等它结束。同一种表一次只处理一个文件。",
    en: "“{file}” is being processed; wait for its end. Files of one form take turns.",
  },
  IMPORTS_BUSY_ELSEWHERE: {
    status: 409,
    zh: "其他地区的一份文件正在处理，请等它结束。同一种表一次只处理一个文件。",
    en: "A file of another region is being processed; wait for its end. Files of one form take turns.",
  },
  IMPORTS_PHONES_WHOLE: {
    status: 403,
    zh: "这份文件含完整电话号码，只有经办人或可查看完整号码的人可以下载。",
    en: "This file holds whole telephone numbers: it is for who asked for the import, and for those who see whole numbers.",
  },
  IMPORTS_NOT_IN_STATE: {
    status: 409,
    zh: "这次导入的状态是「{state}」，不能这样做。",
    en: "This import is {state}; that cannot be done now.",
  },
  IMPORTS_MENDS_UNKNOWN: {
    status: 422,
    zh: "要改正的那次导入不存在、不属于同一来源，或没有被拒绝的行。",
    en: "The import to be mended is not there, is of another source, or refused no row.",
  },
  IMPORTS_WROTE: {
    status: 409,
    zh: "这次导入已写入内容，不能丢弃；要取消请用「撤销」。",
    en: "This import has written something and cannot be discarded; undo it instead.",
  },
  IMPORTS_DISCARDED: { status: 409, zh: "这次导入已丢弃。", en: "This import was discarded." },
  IMPORTS_FILE_GONE: {
    status: 410,
    zh: "上传的文件已不在。请重新上传。",
    en: "The uploaded file is gone. Upload it again.",
  },
  IMPORTS_DISK_FULL: {
    status: 503,
    zh: "磁盘已满。已导入的行保留；腾出空间后点「继续」。",
    en: "The disk is full. What was imported stays; make room and press “Go on”.",
  },
  IMPORTS_DATABASE_AWAY: {
    status: 503,
    zh: "数据库连不上。已导入的行保留；恢复后会自动继续。",
    en: "The database is away. What was imported stays; it goes on by itself.",
  },
  IMPORTS_DATABASE_GONE: {
    status: 503,
    zh: "数据库多次连不上，已停下。已导入的行保留；恢复后点「继续」。",
    en: "The database was away too often; it was stopped. What was imported stays; press “Go on” when it is back.",
  },
  IMPORTS_DISK_FULL_WAITS: {
    status: 503,
    zh: "磁盘已满，暂时什么都写不进。已导入的行保留；腾出空间后会自动继续。",
    en: "The disk is full and nothing can be written. What was imported stays; make room, and it goes on by itself.",
  },
  IMPORTS_BROKEN: {
    status: 500,
    zh: "处理多次失败，已停下：{detail}。已导入的行保留，可以继续或撤销。",
    en: "It failed several times and was stopped: {detail}. What was imported stays; it can go on or be undone.",
  },
};

const noWords: Words = {};
export const wordsOf = (form: ImportForm | undefined): Words => form?.words ?? noWords;

const fill = (text: string, params: Refusal["params"]): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(params?.[name] ?? ""));

/** A problem or a refusal in both languages. */
export function inWords(said: Refusal, words: Words): Said {
  const found = words[said.code] ?? commonWords[said.code] ?? importRefusals[said.code];
  if (found === undefined) return { code: said.code, zh: said.code, en: said.code };
  return { code: said.code, zh: fill(found.zh, said.params), en: fill(found.en, said.params) };
}
