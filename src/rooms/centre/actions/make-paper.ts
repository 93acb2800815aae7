import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { minuteInChina } from "../../../kernel/china-time.ts";
import type { Instant } from "../../../kernel/clock.ts";
import { regionHolds } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { PdfPrinter } from "../../../platform/files/pdf/pdf.ts";
import type { PdfTemplate } from "../../../platform/files/pdf/pdf-template.ts";
import type { PaperFile } from "../contract/paper.ts";
import { crewLine, districtData, districtTemplate } from "../documents/district-paper.ts";
import { breakable, folderOf } from "../documents/paper-text.ts";
import { codesTemplate, indexTemplate, steps } from "../documents/whole-paper.ts";
import {
  type District,
  liftIdsOf,
  listDistricts,
  listPaperCrews,
  type PaperCrew,
  readPaperLifts,
} from "../views/paper-lifts.ts";

export type PaperOrder = {
  readonly db: Db;
  readonly printer: PdfPrinter;
  readonly dir: string;
  /** The centre's telephone. */
  readonly number: string;
  readonly at: Instant;
  readonly liftsPerVolume?: number;
  readonly codesPerFile?: number;
};

/** A volume is made in one piece by the printer: so many lifts are some 60 pages and some seconds. */
const liftsPerVolume = 1_000;
const codesPerFile = 10_000;
const rosterMs = 36 * 3_600_000;

/** 80 bytes a lift: the name of the volume is the same string for all of its lines. */
type CodeLine = { readonly code: string; readonly volume: string; readonly no: number };
type Written = { readonly folder: string; readonly files: PaperFile[] };
type Volume = { readonly file: PaperFile; readonly first: number };

/**
 * Writes the paper of the whole city into a new folder below `dir`. It appears under its name when it is whole; half of one is
 * swept away at once, or at the next one when the platform was killed. In memory at any moment: one volume, the ids of one
 * district, and a line for each code.
 * @throws when a document cannot be made or the disk does not take it.
 */
export async function makePaper(order: PaperOrder): Promise<Written> {
  const { dir, at } = order;
  const folder = folderOf(at);
  const building = join(dir, `.new-${folder}`);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await sweep(dir);
  try {
    await mkdir(building, { mode: 0o700 });
    const files = await writeAll(order, building);
    await rename(building, join(dir, folder));
    return { folder, files };
  } catch (error) {
    // A full disk must not stay full of what nobody can use.
    await sweep(dir).catch(() => undefined);
    throw error;
  }
}

async function writeAll(order: PaperOrder, building: string): Promise<PaperFile[]> {
  const { db, at } = order;
  const crews = await listPaperCrews(db, new Date(at), new Date(at + rosterMs));
  const volumes: Volume[] = [];
  const codes: CodeLine[] = [];
  for (const district of await listDistricts(db))
    await writeDistrict({ order, building, district, crews, volumes, codes });
  const codeFiles = await writeCodes(order, building, codes);
  const index = await writeIndex(order, building, { crews, volumes, codeFiles });
  return [index, ...codeFiles.map(({ file }) => file), ...volumes.map(({ file }) => file)];
}

type DistrictWork = {
  readonly order: PaperOrder;
  readonly building: string;
  readonly district: District;
  readonly crews: readonly PaperCrew[];
  readonly volumes: Volume[];
  readonly codes: CodeLine[];
};

async function writeDistrict(work: DistrictWork): Promise<void> {
  const { order, building, district, volumes, codes } = work;
  const size = order.liftsPerVolume ?? liftsPerVolume;
  const ids = await liftIdsOf(order.db, district.code);
  const crews = work.crews.filter(({ regionCode }) => regionCode.startsWith(district.code));
  const above = work.crews.filter((crew) => !crews.includes(crew) && regionHolds(crew.regionCode, district.code));
  for (let from = 0; from < ids.length; from += size) {
    const lifts = await readPaperLifts(order.db, ids.slice(from, from + size));
    const nth = from / size + 1;
    const volume = `${district.code}-${String(nth).padStart(3, "0")}`;
    const name = `${volume}.pdf`;
    const title = `电梯应急救援纸质备用册 ${district.name} 第 ${nth} 册`;
    const data = districtData({ ...headOf(order, title), first: from + 1, lifts, crews, above });
    const bytes = await write(order, join(building, name), { template: districtTemplate, data });
    for (const [i, lift] of lifts.entries())
      codes.push({ code: lift.rescueCode ?? lift.registerCode, volume, no: from + i + 1 });
    const file = { kind: "district", regionCode: district.code, region: district.name, lifts: lifts.length } as const;
    volumes.push({ file: { ...file, name, bytes }, first: from + 1 });
  }
}

type CodeFile = { readonly file: PaperFile; readonly from: string; readonly to: string };

async function writeCodes(order: PaperOrder, building: string, codes: CodeLine[]): Promise<CodeFile[]> {
  codes.sort((a, b) => (a.code < b.code ? -1 : 1));
  const size = order.codesPerFile ?? codesPerFile;
  const files: CodeFile[] = [];
  for (let from = 0; from < codes.length; from += size) {
    const part = codes.slice(from, from + size);
    const name = `codes-${String(files.length + 1).padStart(3, "0")}.pdf`;
    const title = `识别码总索引 第 ${files.length + 1} 册`;
    const lines = part.map(({ code, volume, no }) => [breakable(code), volume, String(no)]);
    const data = { ...headOf(order, title), codes: lines };
    const bytes = await write(order, join(building, name), { template: codesTemplate, data });
    const file = { name, kind: "codes", regionCode: null, region: "", lifts: part.length, bytes } as const;
    files.push({ file, from: part[0]?.code ?? "", to: part.at(-1)?.code ?? "" });
  }
  return files;
}

type Whole = {
  readonly crews: readonly PaperCrew[];
  readonly volumes: readonly Volume[];
  readonly codeFiles: readonly CodeFile[];
};

async function writeIndex(
  order: PaperOrder,
  building: string,
  { crews, volumes, codeFiles }: Whole,
): Promise<PaperFile> {
  const lifts = volumes.reduce((sum, { file }) => sum + file.lifts, 0);
  const byDistrict = Map.groupBy(crews, ({ regionCode }) => regionCode.slice(0, 6));
  const data = {
    ...headOf(order, "电梯应急救援纸质备用册 总目"),
    lifts,
    steps,
    volumes: volumes.map(({ file, first }) => [
      ...[file.name, file.region],
      ...[`${first}—${first + file.lifts - 1}`, String(file.lifts)],
    ]),
    codeFiles: codeFiles.map(({ file, from, to }) => [file.name, from, to]),
    districts: [...byDistrict].map(([code, own]) => ({ name: own[0]?.region ?? code, crews: own.map(crewLine) })),
  };
  const name = "000-index.pdf";
  const bytes = await write(order, join(building, name), { template: indexTemplate, data });
  return { name, kind: "index", regionCode: null, region: "", lifts, bytes };
}

const headOf = ({ number, at }: PaperOrder, title: string) => ({ title, number, madeAt: minuteInChina(at) });

type Document = { readonly template: PdfTemplate; readonly data: unknown };

async function write({ printer }: PaperOrder, file: string, { template, data }: Document): Promise<number> {
  const pdf = await printer.render(template, data);
  await writeFile(file, pdf, { mode: 0o600, flush: true });
  return pdf.length;
}

async function sweep(dir: string): Promise<void> {
  for (const name of await readdir(dir))
    if (name.startsWith(".new-")) await rm(join(dir, name), { recursive: true, force: true });
}

const folderName = /^\d{4}-\d{2}-\d{2}-\d{6}$/;

/** Removes folders of paper older than `before`, but never the newest. */
export async function removeOldPaper(dir: string, before: Instant): Promise<void> {
  const names = (await readdir(dir)).filter((name) => folderName.test(name)).sort();
  for (const name of names.slice(0, -1))
    if (name < folderOf(before)) await rm(join(dir, name), { recursive: true, force: true });
}
