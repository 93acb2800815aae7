import { fullDate, readFullDate } from "./chinese-dates.ts";
import { type FlatSpan, lineEnd, type PolicyText } from "./policy-text.ts";
import { isCompleteName } from "./unit-names.ts";

/** Who signed, and when, at the foot: 渠县人民政府办公室 / 2021年4月26日. */
export type Signature = FlatSpan & { readonly issuer: string | null; readonly date: string };

const date = new RegExp(fullDate, "g");
/** 印发 and 印 belong to the print shop's line; the others make a date a part of a sentence. */
const notSigned = /^(?:印|起|前|之前|以前|至|以后|后|第|[，,、和施生通公召修）)]|[—-])/;

/** The last date that stands behind the name of a unit and ends its line; in texts without breaks, one behind such a name. */
export function findSignature(text: PolicyText, from: number): Signature | undefined {
  const found = [...text.flat.matchAll(date)].filter(({ index }) => index >= from);
  for (const match of found.toReversed()) {
    const end = match.index + match[0].length;
    if (notSigned.test(text.flat.slice(end, end + 3))) continue;
    const day = readFullDate(match[1] ?? "", match[2] ?? "", match[3] ?? "");
    if (day === undefined) continue;
    const signer = signerBefore(text, match.index);
    if (signer !== undefined) return { start: signer.start, end, issuer: signer.issuer, date: day };
  }
  return undefined;
}

type Signer = { readonly start: number; readonly issuer: string | null };

function signerBefore(text: PolicyText, at: number): Signer | undefined {
  if (text.lineStart[at] !== 1) {
    const name = /[\u4e00-\u9fff、]{4,40}$/.exec(text.flat.slice(Math.max(0, at - 40), at))?.[0] ?? "";
    const abbreviated = /(?:省|市|县|区)府办公[厅室]$/.exec(name)?.[0];
    if (abbreviated !== undefined) return { start: at - abbreviated.length, issuer: null };
    const fresh =
      name !== "" && (text.lineStart[at - name.length] === 1 || /[。）)]$/.test(text.flat.slice(0, at - name.length)));
    return fresh && isCompleteName(name) ? { start: at - name.length, issuer: name } : undefined;
  }
  return signersAbove(text, at);
}

/** Up to five lines with names above the date. */
function signersAbove(text: PolicyText, at: number): Signer | undefined {
  const names: string[] = [];
  let start = at;
  for (let count = 0; count < 5 && start > 0; count += 1) {
    const line = lineBefore(text, start);
    const words = text.flat.slice(line, start);
    const parts = text.original
      .slice(text.places[line], (text.places[start - 1] ?? 0) + 1)
      .trim()
      .split(/[\s\u3000]{1,}/u);
    if (!isCompleteName(words) || words.length > 60 || /[，。；：]/.test(words)) break;
    names.unshift(...(parts.every((part) => isCompleteName(part) && part.length > 3) ? parts : [words]));
    start = line;
  }
  const standsAlone = lineEnd(text, at) - at <= 16;
  if (names.length > 0) return { start, issuer: names.join("、") };
  return standsAlone && at > text.flat.length / 2 ? { start: at, issuer: null } : undefined;
}

function lineBefore(text: PolicyText, at: number): number {
  let start = at - 1;
  while (start > 0 && text.lineStart[start] !== 1) start -= 1;
  return start;
}
