import type { PolicyHead } from "../contract.ts";
import { isoDay, readNumber } from "./chinese-dates.ts";
import { findValidity } from "./document-validity.ts";
import { type FlatSpan, lineEnd, type PolicyText } from "./policy-text.ts";
import { findSignature, type Signature } from "./signature.ts";
import { isCompleteName } from "./unit-names.ts";

/** The head of a document, and where its body begins. */
export type DocumentHead = {
  readonly head: PolicyHead;
  readonly titleEnd: number;
  readonly signature: Signature | undefined;
};

const documentKinds =
  "通知|通告|公告|通报|意见|方案|办法|规定|条例|细则|计划|要点|规划|决定|决议|批复|复函|函|措施|清单|规程|规则|制度|指南|标准|报告|纲要|预案|说明|若干措施|工作任务|分工|分工表|职责|法|合同|协议|协议书";
const titleEnds = new RegExp(`(?:${documentKinds})(?:（(?:试行|暂行|修订|修正|征求意见稿|[^（）]{1,14}年?版?)）)?$`);
const ownNumber = /^[\u4e00-\u9fff]{2,14}[〔[【（(﹝［](?:19|20)\d{2}[〕\]】）)﹞］]第?\d{1,4}号$/;
const metadata =
  /^(?:索引号|发布日期|发布时间|来源|信息来源|文章来源|附件\d*[：:]?$|附件[一二三四五六七八九十\d]*$|文号|发文字号|字体|浏览|发布机构|发文机关|发文单位|成文日期|成文时间|主题|分类|体裁|有效性|点击|打印|责任编辑|字号|文件编号|公开|备注|生效|废止|名称|标题|关键词|━+|[-—_=*]+$|第\d+页|\d+$)/;
const letterhead = /^[\u4e00-\u9fff、]{4,40}文件$/;
const headLines = 40;

/** Lines above the body: the salutation, a heading, or a line that is a sentence ends them. */
function titleLines(text: PolicyText): readonly FlatSpan[] {
  const lines: FlatSpan[] = [];
  for (let at = 0; at < text.flat.length && lines.length < headLines; at = lineEnd(text, at))
    lines.push({ start: at, end: lineEnd(text, at) });
  return lines;
}

type Title = FlatSpan & { readonly words: string };

/** The title may stand on several lines; whatever stands above it (numbers, letterhead, metadata) is passed over. */
function findTitle(text: PolicyText): Title | undefined {
  const lines = titleLines(text);
  for (const [i, line] of lines.entries()) {
    const first = text.flat.slice(line.start, line.end);
    if (skips(first)) continue;
    if (/[。；]/.test(first) || /^[一二三四五六七八九十]+、/.test(first)) return gluedTitle(text, line);
    for (const next of lines.slice(i, i + 5)) {
      const words = text.flat.slice(line.start, next.end);
      if (words.length > 120) break;
      if (next !== line && skips(text.flat.slice(next.start, next.end))) break;
      if (titleEnds.test(words))
        return { start: line.start + marks(words), end: next.end, words: words.slice(marks(words)) };
    }
  }
  return undefined;
}

/** Marks of a heading in Markdown. */
const marks = (words: string): number => /^[#*]*/.exec(words)?.[0].length ?? 0;

const skips = (line: string): boolean =>
  metadata.test(line) || letterhead.test(line) || ownNumber.test(line) || line.length < 3;

const glued = new RegExp(`^(.{4,80}?(?:${documentKinds}))(?=发布日期|发布时间|[\\u4e00-\\u9fff]{2,8}〔|━|各)`);

/** Title, date and number in one line, as some pages are copied. */
function gluedTitle(text: PolicyText, { start, end }: FlatSpan): Title | undefined {
  const words = glued.exec(text.flat.slice(start, end))?.[1];
  return words === undefined ? undefined : { start, end: start + words.length, words };
}

const numberNearHead = 900;
const yearAndNumber = /[〔[【（(﹝［](?:19|20)\d{2}[〕\]】）)﹞］]第?\d{1,4}号/g;

/** The document's own number stands near the head at the beginning of a line, not behind the name of another document. */
function findNumber(text: PolicyText): string | null {
  for (const match of text.flat.slice(0, numberNearHead).matchAll(yearAndNumber)) {
    let start = match.index;
    while (
      start > 0 &&
      match.index - start < 14 &&
      /[\u4e00-\u9fff]/.test(text.flat[start - 1] ?? "") &&
      text.lineStart[start] !== 1
    )
      start -= 1;
    const before = text.flat[start - 1] ?? "";
    const alone = text.lineStart[start] === 1 || /[\d━：:]/.test(before);
    const end = match.index + match[0].length;
    if (alone && match.index - start >= 2 && !/[）)]/.test(text.flat[end] ?? "")) return text.flat.slice(start, end);
  }
  return null;
}

const order = /[（(日]([\u4e00-\u9fff]{4,24}?)(?:令|公告)第?(?:\d{1,4}|[一二三四五六七八九十百零〇]{1,6})号/;

/** Below the title of a law or order: （2021年8月26日锦溪市人民政府令第58号公布…）. */
function orderUnder(text: PolicyText, title: Title | undefined): { number: string; issuer: string } | undefined {
  if (title === undefined) return undefined;
  const match = order.exec(text.flat.slice(title.end, title.end + 120));
  const issuer = match?.[1];
  return match === null || issuer === undefined || !isCompleteName(issuer)
    ? undefined
    : { number: match[0].slice(1), issuer };
}

/** 渠县人民政府办公室关于…: who stands before 关于 or 转发 and is a unit. Several issuers stand apart by blanks. */
function issuerOf(text: PolicyText, title: Title | undefined, signature: Signature | undefined): string | null {
  const before = /^(.{3,60}?)(?:关于|转发|印发|批转)/.exec(title?.words ?? "")?.[1];
  if (title !== undefined && before !== undefined && isCompleteName(before)) {
    const written = text.original.slice(
      text.places[title.start],
      (text.places[title.start + before.length - 1] ?? 0) + 1,
    );
    const parts = written.trim().split(/[\s\u3000、]+/u);
    const joined = written.replace(/\s+/gu, "");
    return parts.length > 1 && parts.every(isCompleteName) ? parts.join("、") : joined;
  }
  return signature?.issuer ?? null;
}

const placeAtStart =
  /^(?!城市|都市|[全我本各])([\u4e00-\u9fff]{1,8}?(?:省|自治区|市(?!场)|自治州|州|盟|县|区|旗)(?:[\u4e00-\u9fff]{1,6}?(?:县|(?<!城)区(?!域)|市(?!场)))?)(?=人民政府|政府|市场监|[\u4e00-\u9fff]{2,20}(?:局|委|厅|办|会)|电梯|.{0,20}关于|.{0,20}$)/;
const national = /^(?:国务院|国家|中华人民共和国|市场监管总局|全国|应急管理部|住房城乡建设部|住房和城乡建设部)/;
const nationalActors = /各省级|各省、自治区、直辖市/;

/** The place whose units a document binds, by its issuer, else by its title, else by whom it addresses. */
function jurisdictionOf(text: PolicyText, issuer: string | null, title: string | undefined): string | null {
  for (const name of [issuer, title]) {
    if (name === null || name === undefined) continue;
    if (national.test(name)) return "全国";
    const place = placeAtStart.exec(name)?.[1];
    if (place !== undefined) return place;
  }
  return nationalActors.test(text.flat) ? "全国" : null;
}

const quoted = /《([^《》]{4,80}(?:《[^《》]{1,60}》[^《》]{0,40})?)》(?:[（(]([^（）()]{4,30}号)[）)])?/g;
const carriesOut = /(?:贯彻|落实|执行|根据|按照|依据|依照)[^。；]*$/;
const openingLetters = 1_500;

/** 为贯彻落实《…》（国办发〔2018〕8号）…, in the opening sentences. */
function findImplemented(text: PolicyText, from: number): PolicyHead["implements"] {
  const opening = text.flat.slice(from, from + openingLetters).split(/(?:如下[：:。]|一、)/)[0] ?? "";
  const found = new Map<string, string | null>();
  for (const match of opening.matchAll(quoted)) {
    const before = opening.slice(0, match.index);
    if (carriesOut.test(before) && !/(?:现将|转发|印发)$/.test(before) && !found.has(match[1] ?? ""))
      found.set(match[1] ?? "", match[2] ?? null);
  }
  return [...found].map(([title, number]) => ({ title, number }));
}

/** 转发…的通知 in the title; the body tells name and number. */
function findForwarded(text: PolicyText, title: Title | undefined): PolicyHead["forwards"] {
  const named = /(?:转发|批转)(.{4,100}?)(?:的通知)?$/.exec(title?.words ?? "")?.[1];
  if (named === undefined) return [];
  const body = text.flat.slice(title?.end ?? 0, (title?.end ?? 0) + openingLetters);
  const inBody = /(?:现将|转发)《([^《》]{4,80})》(?:[（(]([^（）()]{4,30}号)[）)])?/.exec(body);
  return [{ title: inBody?.[1] ?? named.replace(/^《|》$/g, ""), number: inBody?.[2] ?? null }];
}

export function readHead(text: PolicyText): DocumentHead {
  const title = findTitle(text);
  const signature = findSignature(text, title?.end ?? 0);
  const ordered = orderUnder(text, title);
  const issuer = issuerOf(text, title, signature) ?? ordered?.issuer ?? null;
  const date = signature?.date ?? dateUnderTitle(text, title) ?? null;
  const validity = findValidity(text.flat, date);
  const head: PolicyHead = {
    title: title?.words ?? null,
    number: findNumber(text) ?? ordered?.number ?? null,
    issuer,
    jurisdiction: jurisdictionOf(text, issuer, title?.words),
    date,
    ...validity,
    forwards: findForwarded(text, title),
    implements: findImplemented(text, title?.end ?? 0),
  };
  return { head, titleEnd: title?.end ?? 0, signature };
}

/** Laws and regulations have their day in brackets below the title. */
function dateUnderTitle(text: PolicyText, title: Title | undefined): string | undefined {
  if (title === undefined) return undefined;
  const match = /^[（(]((?:19|20)\d{2})年(\d{1,2})月(\d{1,2})日/.exec(text.flat.slice(title.end, title.end + 20));
  return match === null
    ? undefined
    : isoDay(readNumber(match[1] ?? ""), readNumber(match[2] ?? ""), readNumber(match[3] ?? ""));
}
