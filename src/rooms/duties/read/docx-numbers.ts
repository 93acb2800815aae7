import { attribute, readXml } from "../../../platform/files/xlsx/xml-events.ts";
import type { ZipParts } from "../../../platform/files/xlsx/zip-parts.ts";
import { readLimits } from "./read-refusals.ts";

/** Numbers that Word draws and does not store in the text (ECMA-376 part 1, 17.9): without them 一、 and （一） would be lost. */
type Level = { format: string; text: string; start: number };
type Place = { readonly list: string; readonly level: number };
export type Numbering = {
  /** List → its levels. */
  readonly lists: ReadonlyMap<string, readonly Level[]>;
  readonly styles: ReadonlyMap<string, Place>;
};

const levelsMax = 9;

export async function readNumbering(parts: ZipParts): Promise<Numbering> {
  return { lists: await readLists(parts), styles: await readStyles(parts) };
}

async function readLists(parts: ZipParts): Promise<Map<string, Level[]>> {
  const abstract = new Map<string, Level[]>();
  const lists = new Map<string, Level[]>();
  if (!parts.has("word/numbering.xml")) return lists;
  let levels: Level[] = [];
  let list = "";
  await readXml(
    parts.read("word/numbering.xml"),
    {
      open: (name, attributes) => {
        const value = attribute(attributes, "val") ?? "";
        const level = levels.at(-1);
        if (name === "abstractNum") {
          levels = [];
          abstract.set(attribute(attributes, "abstractNumId") ?? "", levels);
        } else if (name === "lvl" && levels.length < levelsMax) levels.push({ format: "decimal", text: "", start: 1 });
        else if (name === "num") list = attribute(attributes, "numId") ?? "";
        else if (name === "abstractNumId") lists.set(list, abstract.get(value) ?? []);
        else if (level !== undefined && name === "numFmt") level.format = value;
        else if (level !== undefined && name === "lvlText") level.text = value;
        else if (level !== undefined && name === "start") level.start = Number(value) || 0;
      },
      close: (name) => {
        if (name === "abstractNum") levels = [];
      },
    },
    readLimits.partBytes,
  );
  return lists;
}

async function readStyles(parts: ZipParts): Promise<Map<string, Place>> {
  const styles = new Map<string, Place>();
  if (!parts.has("word/styles.xml")) return styles;
  let style = "";
  let level = 0;
  await readXml(
    parts.read("word/styles.xml"),
    {
      open: (name, attributes) => {
        if (name === "style") {
          style = attribute(attributes, "styleId") ?? "";
          level = 0;
        } else if (name === "ilvl") level = Number(attribute(attributes, "val")) || 0;
        else if (name === "numId") styles.set(style, { list: attribute(attributes, "val") ?? "", level });
      },
    },
    readLimits.partBytes,
  );
  return styles;
}

/** Counts the lists of a document while its paragraphs go by. */
export class ParagraphNumbers {
  readonly #numbering: Numbering;
  readonly #counts = new Map<string, number[]>();
  #list = "";
  #level = 0;

  constructor(numbering: Numbering) {
    this.#numbering = numbering;
  }

  begin(): void {
    this.#list = "";
    this.#level = 0;
  }

  style(id: string): void {
    const place = this.#numbering.styles.get(id);
    if (place === undefined) return;
    this.#list = place.list;
    this.#level = place.level;
  }

  level(value: string): void {
    this.#level = Number(value) || 0;
  }

  list(value: string): void {
    this.#list = value;
  }

  /** The number of the paragraph that begins, as Word draws it; empty where it has none, or a bullet. */
  text(): string {
    const levels = this.#numbering.lists.get(this.#list);
    const level = levels?.[this.#level];
    if (levels === undefined || level === undefined || level.format === "none") return "";
    const counts = this.#counts.get(this.#list) ?? [];
    this.#counts.set(this.#list, counts);
    counts.length = Math.min(counts.length, this.#level + 1);
    for (let i = 0; i <= this.#level; i += 1) counts[i] ??= (levels[i]?.start ?? 1) - (i === this.#level ? 1 : 0);
    counts[this.#level] = (counts[this.#level] ?? 0) + 1;
    if (level.format === "bullet") return "";
    return level.text.replace(/%([1-9])/g, (_, digit: string) => {
      const at = Number(digit) - 1;
      return numberAs(counts[at] ?? 1, levels[at]?.format ?? "decimal");
    });
  }
}

const chineseDigits = "〇一二三四五六七八九";

function numberAs(value: number, format: string): string {
  if (!/chinese|taiwanese|ideograph|japanese/i.test(format) || value < 1 || value > 99) return String(value);
  const tens = Math.floor(value / 10);
  const unit = value % 10;
  const ten = tens === 0 ? "" : `${tens === 1 ? "" : (chineseDigits[tens] ?? "")}十`;
  return `${ten}${unit === 0 && tens > 0 ? "" : (chineseDigits[unit] ?? "")}`;
}
